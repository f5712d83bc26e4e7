#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

// Further mailboxes that messages are expected in.
using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

namespace {

/// "every_key" with this list in the place of its own.
std::string with_copies(const std::string& list) {
  auto text = contents(test_file("good/every_key.toml"));
  const std::string own = "also_in = [\"spool\"]";
  const auto place = text.find(own);
  REQUIRE(place != std::string::npos);
  return text.replace(place, own.size(), "also_in = " + list);
}

}  // namespace

TEST_CASE("further mailboxes are other mailboxes of the cutover, and none without a word") {
  const auto config = read(with_copies("[\"spool\"]"));
  REQUIRE_MESSAGE(config, complaints(with_copies("[\"spool\"]")));
  CHECK(config->cutovers.at(0).round_trips.at(0).also_in == std::vector<std::string>{"spool"});
  const auto none = read(with_copies("[]"));
  REQUIRE(none);
  CHECK(none->cutovers.at(0).round_trips.at(0).also_in.empty());
}

TEST_CASE("a further mailbox that is the message's own, unknown, named twice or one of five is refused") {
  CHECK(complaints(with_copies("[\"inbox\"]")).contains("the message itself is awaited there"));
  CHECK(complaints(with_copies("[\"nowhere\"]")).contains("no [[cutover.mailbox]] with the id \"nowhere\""));
  CHECK(complaints(with_copies("[\"spool\", \"spool\"]")).contains("the same as"));
  CHECK(complaints(with_copies("[\"a\", \"b\", \"c\", \"d\", \"e\"]")).contains("at most 4 mailboxes"));
  auto twin = with_copies("[\"twin\"]");
  const auto place = twin.find("[[cutover.roundtrip]]");
  const std::string own =
      "url = \"imaps://imap.example.org\"\naddress = \"192.0.2.20\"\nuser = "
      "\"probe@example.org\"\npassword_file = \"/run/secrets/imap\"\n";
  twin.insert(place, "[[cutover.mailbox]]\nid = \"twin\"\n" + own);
  CHECK(complaints(twin).contains("the same account as \"inbox\""));
}

TEST_CASE("further mailboxes are refused where the message itself is awaited in none") {
  auto text = with_copies("[\"spool\"]");
  const std::string own = "mailbox = \"inbox\"\n";
  const auto place = text.find(own);
  REQUIRE(place != std::string::npos);
  text.erase(place, own.size());
  CHECK(complaints(text).contains("there is no `mailbox` that the message itself is awaited in"));
}
