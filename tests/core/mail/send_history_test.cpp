#include "core/mail/send_history.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr SteadyTime kBegin{std::chrono::hours{100}};

SteadyTime after(Millis span) { return kBegin + span; }

/// So many sends down a path, one every `pace` from the beginning on.
SendHistory sent(std::size_t count, Millis pace, const std::string& path = "example.org new") {
  SendHistory out;
  for (std::size_t i = 0; i < count; ++i) out.note(path, after(static_cast<std::int64_t>(i) * pace));
  return out;
}

}  // namespace

TEST_CASE("the next send waits for the spacing, for the hour of its path, and for the agent's day") {
  using std::chrono::hours;
  struct Row {
    const char* what;
    SendHistory sends;
    std::string path;
    Millis now;
    Millis next;
  };
  const std::string same = "example.org new";
  const std::string other = "example.org old";
  const Row rows[] = {
      {"nothing was sent", {}, same, Millis{5}, Millis{5}},
      {"one just now", sent(1, Millis{0}), same, Millis{0}, Millis{10'000}},
      {"one 9.999 s ago", sent(1, Millis{0}), same, Millis{9'999}, Millis{10'000}},
      {"one 10 s ago", sent(1, Millis{0}), same, Millis{10'000}, Millis{10'000}},
      {"one down another path", sent(1, Millis{0}), other, Millis{0}, Millis{0}},
      {"119 in the hour", sent(119, Seconds{10}), same, Seconds{1190}, Seconds{1190}},
      {"120 in the hour", sent(120, Seconds{10}), same, Seconds{1200}, hours{1}},
      {"120 in the hour, another path", sent(120, Seconds{10}), other, Seconds{1200}, Seconds{1200}},
      {"the first of 120 is an hour ago", sent(120, Seconds{30}), same, hours{1}, hours{1}},
      {"4999 in the day", sent(4999, Seconds{10}), other, Seconds{49'990}, Seconds{49'990}},
      {"5000 in the day", sent(5000, Seconds{10}), other, Seconds{50'000}, hours{24}},
      {"one that is to come", sent(1, Millis{0}), same, Millis{-50'000}, Millis{10'000}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(row.sends.next(row.path, after(row.now)) == after(row.next));
  }
}

TEST_CASE("who remembers nothing sends nothing at first, down any path") {
  SendHistory sends;
  sends.hold_until(after(Seconds{30}));
  CHECK(sends.next("a", after(Seconds{1})) == after(Seconds{30}));
  CHECK(sends.next("a", after(Seconds{31})) == after(Seconds{31}));
}

TEST_CASE("an instant out of order makes nothing older") {
  SendHistory sends;
  sends.note("a", after(Seconds{20}));
  sends.note("a", after(Seconds{5}));
  CHECK(sends.next("a", after(Seconds{21})) == after(Seconds{30}));
}
