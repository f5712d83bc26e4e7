#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;

TEST_CASE("a name is kept absolute, lower-case and printable") {
  struct Row {
    std::string text;
    std::string canonical;
  };
  const Row rows[] = {
      {"Mail.Example.ORG", "mail.example.org."},
      {"mail.example.org.", "mail.example.org."},
      {".", "."},
      {"_dmarc.example.org", "_dmarc.example.org."},
      {"a\\.b.example", "a\\.b.example."},
      {"\\097.example", "a.example."},
      {"\\032.example", "\\032.example."},
      {"\\255.example", "\\255.example."},
      {"a\\@b.example", "a\\@b.example."},
      {"*.example", "*.example."},
      {"\xff.example", "\\255.example."},
  };
  for (const auto& [text, canonical] : rows) {
    const auto parsed = Name::parse(text);
    REQUIRE_MESSAGE(parsed, text);
    CHECK(parsed->text() == canonical);
  }
}

TEST_CASE("what is no name is refused") {
  for (const std::string text :
       {"", "..", ".example", "a..b", "a.b..", "a\\", "a\\1", "a\\12", "a\\256.b", "a\\99x.b"}) {
    CHECK_MESSAGE(!Name::parse(text), text);
  }
}

TEST_CASE("a label has at most 63 octets and a name at most 255") {
  const std::string l63(63, 'a');
  CHECK(Name::parse(l63 + ".org"));
  CHECK_FALSE(Name::parse(l63 + "a.org"));
  const std::string three = l63 + "." + l63 + "." + l63 + ".";
  CHECK(Name::parse(three + std::string(61, 'b')));  // 3 * 64 + 62 + 1 = 255
  CHECK_FALSE(Name::parse(three + std::string(62, 'b')));
  CHECK(Name::parse("\\001" + std::string(62, 'a') + ".org"));  // an escape is one octet
}

TEST_CASE("any labels come back from a name as they went in, in lower case") {
  test::Cases cases(1);
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::string> labels(static_cast<std::size_t>(cases.between(0, 5)));
    for (auto& label : labels) {
      const auto size = cases.between(1, 40);
      for (int c = 0; c < size; ++c) label += static_cast<char>(cases.between(0, 255));
    }
    const auto made = Name::from_labels(labels);
    REQUIRE(made);
    for (auto& label : labels) {
      for (auto& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    REQUIRE(made->labels() == labels);
    REQUIRE(Name::parse(made->text()) == *made);
    for (const char c : made->text()) REQUIRE((c > 0x20 && c < 0x7f));
  }
}

TEST_CASE("a name lies within itself and its ancestors, by whole labels") {
  using test::name;
  CHECK(name("mail.example.org").is_within(name("example.org")));
  CHECK(name("example.org").is_within(name("example.org")));
  CHECK(name("example.org").is_within(Name()));
  CHECK_FALSE(name("badexample.org").is_within(name("example.org")));
  CHECK_FALSE(name("org").is_within(name("example.org")));
  CHECK_FALSE(name("x\\.example.org").is_within(name("example.org")));
  CHECK(name("mail.example.org").parent() == name("example.org"));
  CHECK(name("a\\.b.org").parent() == name("org"));
  CHECK(Name().parent().is_root());
}

TEST_CASE("addresses have their reverse names") {
  CHECK(reverse_name(test::ip("192.0.2.10")).text() == "10.2.0.192.in-addr.arpa.");
  CHECK(reverse_name(test::ip("2001:db8::567:89ab")).text() ==
        "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.");
}
