#include "core/mail/log/recent_map.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

namespace {

struct Text {
  std::string text;
  friend std::size_t bytes_of(const Text& value) { return value.text.capacity(); }
  friend bool is_missed(const Text& value) { return value.text == "dear"; }
  friend void clear(Text& value) { value.text.clear(); }
};

using Map = cutwatch::mail::RecentMap<Text>;
constexpr std::size_t kPlenty = 1U << 30U;

void put(Map& map, const std::string& name, const std::string& text) {
  map.fresh(name).text = text;
  map.settle();
}

}  // namespace

TEST_CASE("what is missed when it is forgotten is counted apart") {
  Map map({.entries = 2, .bytes = kPlenty});
  put(map, "a", "dear");
  put(map, "b", "cheap");
  put(map, "c", "dear");
  put(map, "d", "cheap");
  CHECK(map.forgotten() == 2);
  CHECK(map.lost() == 1);
}

TEST_CASE("what was longest not asked for is forgotten first") {
  Map map({.entries = 2, .bytes = kPlenty});
  put(map, "a", "1");
  put(map, "b", "2");
  CHECK(map.find("a") != nullptr);
  put(map, "c", "3");
  CHECK(map.find("b") == nullptr);
  CHECK(map.find("a")->text == "1");
  CHECK(map.find("c")->text == "3");
  CHECK(map.size() == 2);
  CHECK(map.forgotten() == 1);
}

TEST_CASE("what is erased leaves nothing, and a fresh value is empty") {
  Map map({.entries = 100, .bytes = kPlenty});
  const auto empty = map.bytes();
  for (int i = 0; i < 10; ++i) {
    put(map, "a", std::string(1000, 'x'));
    CHECK(map.bytes() > empty + 1000);
    map.erase("a");
    CHECK(map.bytes() == empty);
    CHECK(map.find("a") == nullptr);
    CHECK(map.fresh("a").text.empty());
    map.erase("a");
  }
  put(map, "a", "1");
  CHECK(map.fresh("a").text.empty());
  CHECK(map.forgotten() == 0);
}

TEST_CASE("all values together take no more than they may, but for one") {
  Map map({.entries = kPlenty, .bytes = 100'000});
  for (int i = 0; i < 1000; ++i) {
    put(map, std::to_string(i), std::string(1000, 'x'));
    CHECK(map.bytes() <= 100'000);
  }
  CHECK(map.size() > 50);
  put(map, "large", std::string(200'000, 'x'));
  CHECK(map.size() == 1);
  CHECK(map.find("large")->text.size() == 200'000);
}
