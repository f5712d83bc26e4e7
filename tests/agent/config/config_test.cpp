#include "tests/agent/config/fixture.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::config::test;

TEST_CASE("a complaint is one printable line, whatever the file is called and holds") {
  const ConfigError error{.file = "a\nb.toml",
                          .line = 7,
                          .column = 11,
                          .key = "cutover[0].kind",
                          .message = "got \"\x1b[2J\xff\""};
  CHECK(to_string(error) == "a\\x0ab.toml:7:11: cutover[0].kind: got \"\\x1b[2J\\xff\"");
}

TEST_CASE("every complaint comes, in the order of the file") {
  const auto config =
      read("[state]\npath = 1\n[web]\nlisten = 2\n[agent]\nsource = 3\n[[cutover]]\ndomain = 4\n");
  REQUIRE_FALSE(config);
  CHECK(config.error().size() == 6);
  CHECK(std::ranges::is_sorted(config.error(), {}, &ConfigError::line));
}

TEST_CASE("complaints end at two hundred") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "key" + std::to_string(i) + " = 1\n";
  const auto config = read(text);
  REQUIRE_FALSE(config);
  CHECK(config.error().size() == 200);
}

TEST_CASE("a list has at most a thousand elements, an array of tables ten thousand") {
  const auto minimal = contents(test_file("good/minimal.toml"));
  const auto sources = [](int count) {
    std::string list = "[agent]\nsource = [";
    for (int i = 0; i < count; ++i) list += fmt::format("\"2001:db8::{:x}\", ", i);
    return list + "]\n";
  };
  CHECK(complaints(sources(1000) + minimal) == "");
  CHECK(complaints(sources(1001) + minimal) ==
        "t.toml:2:10: agent.source: expected at most 1000 elements, got 1001\n");
  std::string tables;
  for (int i = 0; i < 10'001; ++i) tables += "[[cutover]]\n";
  CHECK(complaints(tables) == "t.toml:1:1: cutover: expected at most 10000 elements, got 10001\n");
}

TEST_CASE("a thousand domains are one configuration") {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += fmt::format(
        "[[cutover]]\ndomain = \"d{}.example\"\nkind = \"proxy\"\n[[cutover.record]]\nrrtype = "
        "\"MX\"\nstages = [[\"10 mail.example.org.\"], []]\ninterval = \"1h\"\n",
        i);
  }
  CHECK(read(text)->cutovers.size() == 1000);
}

TEST_CASE("nesting that would overflow the parser's stack is refused before it") {
  std::string deep = "a";
  for (int i = 0; i < 300'000; ++i) deep += ".a";
  CHECK(complaints(deep + " = 1\n") ==
        "t.toml:1:1: (syntax): more than 16 dots outside quotes in one line\n");
  CHECK(complaints("[" + deep + "]\n") ==
        "t.toml:1:1: (syntax): more than 16 dots outside quotes in one line\n");
  CHECK(complaints("\nx = { " + deep + " = \"'\" }\n") ==
        "t.toml:2:1: (syntax): more than 16 dots outside quotes in one line\n");
  std::string brackets = "x = " + std::string(100'000, '[');
  CHECK(complaints(brackets).contains("(syntax)"));
}

TEST_CASE("dots in texts and comments are no nesting") {
  std::string many;
  for (int i = 0; i < 9; ++i) many += "\"192.0.2." + std::to_string(i) + "\", ";
  CHECK(
      complaints("[[cutover]] # ..............................\ndomain = \"example.org\"\nkind = \"proxy\"\n"
                 "[[cutover.record]]\nrrtype = \"A\"\nstages = [[" +
                 many + "]]\n") == "");
}

TEST_CASE("a secret is in the plan and in no complaint") {
  const auto text = contents(test_file("good/design.toml"));
  const auto config = read(text);
  REQUIRE(config);
  CHECK(config->cutovers[0].mailboxes[0].server.credentials->password == kSecret);
  for (const auto& error : config->not_yet) CHECK_FALSE(to_string(error).contains(kSecret));
  // With a fault elsewhere the file is read all the same, so that both show at once.
  CHECK_FALSE(complaints(text + "colour = 1\n").empty());
  CHECK_FALSE(complaints(text + "colour = 1\n").contains(kSecret));
}

TEST_CASE("a password that stands where the path belongs is not quoted") {
  auto text = contents(test_file("good/minimal.toml"));
  text +=
      "[[cutover.mailbox]]\nid = \"a\"\nurl = \"imaps://192.0.2.1\"\nuser = \"u\"\npassword_file = "
      "\"/run/secrets/missing\"\n";
  const auto said = complaints(text);
  CHECK(said == "t.toml:11:17: cutover[0].mailbox[0].password_file: the file cannot be read\n");
}

TEST_CASE("where the kind is wrong, that is the complaint, and not that it has no such gates") {
  CHECK(complaints("[[cutover]]\ndomain = \"example.org\"\nkind = \"prox\"\n"
                   "waive = [{ gate = \"mailboxes_moved\", reason = \"moved\" }]\n"
                   "[[cutover.record]]\nrrtype = \"A\"\nstages = [[\"192.0.2.10\"]]\n") ==
        "t.toml:3:8: cutover[0].kind: expected one of proxy, address, server, got \"prox\"\n");
}

TEST_CASE("keys that are asked for are known without their indices") {
  const auto keys = known_keys("[[cutover]]\n[[cutover]]\n[[cutover.record]]\n");
  CHECK(std::ranges::count(keys, "cutover.record.interval") == 1);
  CHECK(std::ranges::count(keys, "web.listen") == 1);
  CHECK(std::ranges::is_sorted(keys));
  CHECK(known_keys("[").empty());
}
