#include "core/mail/verp.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::mail;

namespace {

const std::string kId = "a3f3b1aa32839c98179769906d4d3de2";

}  // namespace

TEST_CASE("the sender of one message carries its id, where it fits") {
  CHECK(verp_sender("probe@example.net", kId) == "probe+" + kId + "@example.net");
  CHECK(verp_sender(std::string(31, 'a') + "@b", kId) == std::string(31, 'a') + "+" + kId + "@b");
  CHECK(verp_sender(std::string(32, 'a') + "@b", kId) == std::string(32, 'a') + "@b");
  CHECK(verp_sender("no address", kId) == "no address");
}

TEST_CASE("an id is read from an address of that form and from nothing else") {
  struct Row {
    std::string value;
    std::optional<std::string> id;
  };
  const Row rows[] = {
      {"probe+abc1@example.net", "abc1"},
      {"<probe+abc1@example.net>", "abc1"},
      {"\"A, B\" <x@y>, <PROBE+ABC1@Example.NET>", "abc1"},
      {"rfc822;probe+abc1@example.net", "abc1"},
      {"probe+ab/c@example.net, probe+abc1@example.net", "abc1"},
      {"probe@example.net", std::nullopt},
      {"probe+@example.net", std::nullopt},
      {"probe+abc1@example.net.evil.example", std::nullopt},
      {"probe+abc1@example.network", std::nullopt},
      {"reprobe+abc1@example.net", std::nullopt},
      {"probe+abc1@example.org", std::nullopt},
      {"probe+abc1", std::nullopt},
      {"probe+" + std::string(65, 'a') + "@example.net", std::nullopt},
      {std::string(2000, ' ') + "probe+abc1@example.net", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& row : rows) {
    CAPTURE(row.value);
    CHECK(verp_id(row.value, "probe@example.net") == row.id);
  }
}
