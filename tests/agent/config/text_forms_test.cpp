#include "agent/config/text_forms.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace std::string_view_literals;
using namespace std::string_literals;

TEST_CASE("a host name is lower-case labels without a last dot") {
  CHECK(parse_host_name("Mail.Example.ORG.") == "mail.example.org");
  CHECK(parse_host_name("localhost") == "localhost");
  CHECK(parse_host_name("_dmarc.example.org") == "_dmarc.example.org");
  CHECK(parse_host_name("4.example") == "4.example");
  CHECK(parse_host_name(std::string(63, 'a') + ".org"));
  for (const auto& text :
       {""s, "."s, "a..b"s, ".a"s, "-a.org"s, "a-.org"s, "a b"s, "192.0.2.1"s, "a.7"s, "a/b"s, "[::1]"s,
        "m\xc3\xbcnchen.example"s, "a\r\n.org"s, std::string(64, 'a') + ".org"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_host_name(text));
  }
  std::string longest;
  for (int i = 0; i < 126; ++i) longest += "a.";
  CHECK(parse_host_name(longest + "b"));
  CHECK_FALSE(parse_host_name(longest + "bc"));
}

TEST_CASE("a mail address has one at-sign and nothing that could end a command") {
  CHECK(parse_mail_address("probe@example.org") == "probe@example.org");
  CHECK(parse_mail_address("Probe.one+tag@Example.org") == "Probe.one+tag@Example.org");
  CHECK(parse_mail_address("p@localhost") == "p@localhost");
  CHECK(domain_of("probe@example.org") == "example.org");
  CHECK(parse_mail_address(std::string(64, 'a') + "@example.org"));
  for (const auto& text : {""s,
                           "probe"s,
                           "@example.org"s,
                           "probe@"s,
                           "a@b@example.org"s,
                           "a b@example.org"s,
                           " a@example.org"s,
                           "a@example.org "s,
                           "<a@example.org>"s,
                           "a@<example.org>"s,
                           "a@example.org\r\n"s,
                           "a\n@example.org"s,
                           "a@example.org\r\nBcc: b@example.org"s,
                           "a@example.org."s,
                           "a@[192.0.2.1]"s,
                           "a@192.0.2.1"s,
                           "\"a b\"@example.org"s,
                           ".a@example.org"s,
                           "a.@example.org"s,
                           "a..b@example.org"s,
                           "a,b@example.org"s,
                           "\xc3\xbc@example.org"s,
                           "a\0b@example.org"s,
                           std::string(65, 'a') + "@example.org"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_mail_address(text));
  }
}

TEST_CASE("an id can be a label value, a file name and a word of the command line") {
  CHECK(parse_identifier("isp-fra_1.a") == "isp-fra_1.a");
  CHECK(parse_identifier(std::string(63, 'a')));
  for (const auto& text : {""s, "a b"s, "a\"b"s, "a/b"s, "\xc3\xbc"s, "a\n"s, std::string(64, 'a')}) {
    CAPTURE(text);
    CHECK_FALSE(parse_identifier(text));
  }
}

TEST_CASE("a text is not empty, not endless, and has no control characters") {
  CHECK(parse_text("no access to its log"));
  CHECK(parse_text("Entw\xc3\xbcrfe"));
  CHECK(parse_text(std::string(1024, 'a')));
  for (const auto& text : {""s, "a\tb"s, "a\x1b[2J"s, "a\x7f"s, "a\0"s, std::string(1025, 'a')})
    CHECK_FALSE(parse_text(text));
  CHECK(parse_ascii_text("INBOX.Junk E-mail"));
  CHECK_FALSE(parse_ascii_text("Entw\xc3\xbcrfe"));
  CHECK_FALSE(parse_ascii_text(""));
}

TEST_CASE("an address does not end at a NUL") {
  CHECK(parse_address("192.0.2.1"));
  CHECK_FALSE(parse_address("192.0.2.1\0.evil.example"sv));
}

TEST_CASE("an address that is written as an IPv4-mapped one is the IPv4 address") {
  CHECK(parse_address("::ffff:192.0.2.10") == parse_address("192.0.2.10"));
  CHECK(parse_address("::ffff:c000:20a") == parse_address("192.0.2.10"));
  CHECK(parse_address("::192.0.2.10") != parse_address("192.0.2.10"));
  CHECK(parse_network("::ffff:192.0.2.0/120") == parse_network("192.0.2.0/24"));
  CHECK(parse_network("::ffff:192.0.2.10") == parse_network("192.0.2.10"));
  CHECK_FALSE(parse_network("::ffff:192.0.2.1/120"));
}

TEST_CASE("a network has no bits behind its prefix") {
  struct Row {
    std::string_view text;
    unsigned prefix;
  };
  const Row good[] = {
      {"198.51.100.0/28", 28}, {"198.51.100.16/28", 28}, {"0.0.0.0/0", 0},     {"192.0.2.1/32", 32},
      {"192.0.2.1", 32},       {"2001:db8::/32", 32},    {"2001:db8::1", 128}, {"::/0", 0},
      {"128.0.0.0/1", 1}};
  for (const auto& row : good) {
    CAPTURE(std::string(row.text));
    REQUIRE(parse_network(row.text));
    CHECK(parse_network(row.text)->prefix_length == row.prefix);
  }
  for (const auto text :
       {"198.51.100.7/28"sv, "198.51.100.8/28"sv, "198.51.100.0/33"sv, "198.51.100.0/"sv, "198.51.100.0/-1"sv,
        "198.51.100.0/ 8"sv, "198.51.100.0/28x"sv, "198.51.100/24"sv, "2001:db8::/129"sv, "2001:db8::1/64"sv,
        "/8"sv, ""sv, "example.org/8"sv, "128.0.0.0/0"sv, "198.51.100.0/4294967300"sv}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_network(text));
  }
}

TEST_CASE("a text holds nothing that steers a terminal, or turns what is read around") {
  CHECK(parse_text("kein Zugriff: Störung, 日本") == "kein Zugriff: Störung, 日本");
  CHECK(parse_text("a\xc2\xa0z"));  // U+00A0 is the first that is no control character
  for (const auto& text : {""s, "a\x1bz"s, "a\x7fz"s, "a\xc2\x9bz"s, "a\xc2\x80z"s, "a\xe2\x80\xaez"s,
                           "a\xe2\x80\x8ez"s, "a\xe2\x80\x8fz"s, "a\xe2\x80\xaaz"s, "a\xe2\x81\xa6z"s,
                           "a\xe2\x81\xa9z"s, "a\xd8\x9cz"s, "a\xe2\x80\xa8z"s, "\xe2\x80\xae"s}) {
    CAPTURE(text);
    CHECK_FALSE(parse_text(text));
  }
}
