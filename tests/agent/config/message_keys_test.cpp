#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>

// What the messages of a round trip are like.
using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;
using mail::BodyKind;

namespace {

/// The plan of "every_key", with these lines in the place of those about messages.
std::string with_keys(const std::string& lines) {
  auto text = contents(test_file("good/every_key.toml"));
  const auto begin = text.find("bodies = ");
  const auto end = text.find("[cutover.recipients]");
  REQUIRE(begin != std::string::npos);
  REQUIRE(begin < end);
  return text.replace(begin, end - begin, lines + "\n");
}

cutover::RoundTrip trip(const std::string& text) {
  INFO(complaints(text));
  const auto config = read(text);
  REQUIRE(config);
  return config->cutovers.at(0).round_trips.at(0);
}

}  // namespace

TEST_CASE("messages: without a word they are plain, without Reply-To, and not signed") {
  const auto plain = trip(with_keys(""));
  CHECK(plain.bodies == std::vector{BodyKind::plain});
  CHECK(plain.large_size == 256 * 1024);
  CHECK(plain.reply_to.empty());
  CHECK_FALSE(plain.signer);
}

TEST_CASE("messages: what is said is the round trip's") {
  const auto said = trip(contents(test_file("good/every_key.toml")));
  CHECK(said.bodies ==
        std::vector{BodyKind::plain, BodyKind::eight_bit, BodyKind::dots, BodyKind::large, BodyKind::plain});
  CHECK(said.body_behind(0) == BodyKind::plain);
  CHECK(said.body_behind(1) == BodyKind::eight_bit);
  CHECK(said.body_behind(8) == BodyKind::large);
  CHECK(said.large_size == 131072);
  CHECK(said.reply_to == "answers@agent.example.net");
  REQUIRE(said.signer);
  CHECK(said.signer->domain == "agent.example.net");
  CHECK(said.signer->selector == "cw2026");
  CHECK(said.signer->key == kDkimKey);
  CHECK(said.signer->fingerprint.size() == 32);
}

TEST_CASE(
    "messages: the domain that signs is that of the sender, unless it is said; a selector may be a number") {
  const auto said =
      trip(with_keys("dkim = { selector = \"20261201\", key_file = \"/run/secrets/dkim.pem\" }"));
  REQUIRE(said.signer);
  CHECK(said.signer->domain == "agent.example.net");
  CHECK(said.signer->selector == "20261201");
}

TEST_CASE("messages: what is wrong with them is said, and of a key file never what it holds") {
  struct Row {
    const char* lines;
    const char* said;
  };
  const Row rows[] = {
      {"bodies = []", "roundtrip[0].bodies: expected at least one of plain, 8bit, dots, large"},
      {"bodies = [\"plain\", \"gtube\"]",
       "roundtrip[0].bodies[1]: expected one of plain, 8bit, dots, large, got "},
      {"bodies = "
       "[\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\","
       "\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\",\"dots\"]",
       "roundtrip[0].bodies: expected at most 20 bodies, got 21"},
      {"large_size = 65535", "roundtrip[0].large_size: expected an integer from 65536 to 1048576, got 65535"},
      {"large_size = 1048577", "roundtrip[0].large_size: expected an integer from 65536 to 1048576"},
      {"reply_to = \"nobody\"", "roundtrip[0].reply_to: expected a mail address"},
      {"reply_to = \"a@b.example\\r\\nBcc: c@d.example\"", "roundtrip[0].reply_to: expected a mail address"},
      {"dkim = {}", "roundtrip[0].dkim.selector: missing"},
      {"dkim = {}", "roundtrip[0].dkim.key_file: missing"},
      {"dkim = { selector = \"a b\", key_file = \"/k.pem\" }", "roundtrip[0].dkim.selector: expected an id"},
      {"dkim = { selector = \"a\", domain = \"-\", key_file = \"/k.pem\" }",
       "roundtrip[0].dkim.domain: expected a host name"},
      {"dkim = { selector = \"a\", key_file = \"/run/secrets/missing\" }",
       "roundtrip[0].dkim.key_file: the file cannot be read"},
      {"dkim = { selector = \"a\", key_file = \"/run/secrets/imap\" }",
       "roundtrip[0].dkim.key_file: the file holds no private key as PEM without a passphrase"},
      {"dkim = { selector = \"a\", key_file = \"/k.pem\", key = \"x\" }", "roundtrip[0].dkim.key: "},
  };
  for (const auto& row : rows) {
    const auto said = complaints(with_keys(row.lines));
    CAPTURE(said);
    CHECK(said.contains(row.said));
    CHECK_FALSE(said.contains(kSecret));
  }
}

TEST_CASE("messages: where key files are not read nothing is wrong with them, and nothing is signed") {
  auto host = surroundings();
  host.read_key = [](const std::string&) -> SecretText { return std::string(); };
  const auto config = read_config(contents(test_file("good/every_key.toml")), "t.toml", host);
  REQUIRE(config);
  CHECK_FALSE(config->cutovers.at(0).round_trips.at(0).signer);
}
