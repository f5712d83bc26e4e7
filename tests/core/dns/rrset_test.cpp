#include "core/dns/rr_type_name.hpp"
#include "core/dns/stages.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;

TEST_CASE("records are written in one canonical form") {
  struct Row {
    RrType type;
    std::string text;
    std::string canonical;
  };
  const Row rows[] = {
      {RrType::mx, "10 Mail.Example.ORG", "10 mail.example.org."},
      {RrType::mx, "  010\tmail.example.org.  ", "10 mail.example.org."},
      {RrType::mx, "0 .", "0 ."},
      {RrType::a, "192.0.2.1", "192.0.2.1"},
      {RrType::aaaa, "2001:DB8:0::1", "2001:db8::1"},
      {RrType::ns, "NS1.example.org", "ns1.example.org."},
      {RrType::cname, "a.example", "a.example."},
      {RrType::ptr, "mail.example.org.", "mail.example.org."},
      {RrType::srv, "0 01 587\tMail.example.org", "0 1 587 mail.example.org."},
      {RrType::srv, "0 0 0 .", "0 0 0 ."},
      {RrType::txt, "v=spf1 -all", "\"v=spf1 -all\""},
      {RrType::txt, "\"a\" \"b\"", "\"ab\""},
      {RrType::txt, "say \\ it", "\"say \\\\ it\""},
      {RrType::txt, "a\"b", "\"a\\\"b\""},
  };
  for (const auto& row : rows) {
    const auto data = canonical_data(row.type, row.text);
    REQUIRE_MESSAGE(data, row.text);
    CHECK(*data == row.canonical);
    CHECK(canonical_data(row.type, *data) == data);
  }
}

TEST_CASE("what is not of the type is refused, with what was expected") {
  struct Row {
    RrType type;
    std::string text;
    std::string expected;
  };
  const Row rows[] = {
      {RrType::mx, "mail.example.org", "PREFERENCE HOST"},
      {RrType::mx, "65536 a.example", "PREFERENCE HOST"},
      {RrType::mx, "-1 a.example", "PREFERENCE HOST"},
      {RrType::mx, "10 a..example", "PREFERENCE HOST"},
      {RrType::mx, "10 a.example b", "PREFERENCE HOST"},
      {RrType::a, "2001:db8::1", "IPv4"},
      {RrType::aaaa, "192.0.2.1", "IPv6"},
      {RrType::a, "\x1b[2J", "IPv4"},
      {RrType::txt, "\"v=spf1 -all", "character-strings in quotes"},
      {RrType::ns, "a..b", "domain name"},
      {RrType::srv, "0 1 mail.example.org", "PRIORITY WEIGHT PORT HOST"},
      {RrType::srv, "0 1 65536 mail.example.org", "PRIORITY WEIGHT PORT HOST"},
  };
  for (const auto& row : rows) {
    const auto refused = RrSet::parse(row.type, {row.text});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == FailureKind::malformed);
    CHECK(refused.error().detail.contains(row.expected));
    for (const char c : refused.error().detail) CHECK((c >= 0x20 && c < 0x7f));
  }
}

TEST_CASE("an RRset does not know order or repetition") {
  CHECK(test::mx({"20 b.example", "10 a.example"}) ==
        test::mx({"10 A.example.", "20 b.example", "10 a.example"}));
  CHECK(test::mx({"10 a.example"}) != test::mx({"20 a.example"}));
  CHECK(test::kAbsent.is_absent());
  CHECK(test::kAbsent.text() == "(absent)");
  CHECK(test::mx({"20 b.example", "10 a.example"}).text() == "10 a.example., 20 b.example.");
}

TEST_CASE("an RRset is the stage that it equals, absence included") {
  const Stages stages{test::kOldMx, test::kNewMx, test::kAbsent};
  CHECK(stage_of(stages, test::kNewMx) == 1);
  CHECK(stage_of(stages, test::kAbsent) == 2);
  CHECK(stage_of(stages, test::kLastMx) == std::nullopt);
  CHECK(stage_of({}, test::kOldMx) == std::nullopt);
}

TEST_CASE("types have their mnemonics, unknown ones RFC 3597's") {
  for (const auto type : kRrTypes) CHECK(parse_rr_type(to_string(type)) == type);
  CHECK(parse_rr_type("mX") == RrType::mx);
  CHECK(parse_rr_type("MXX") == std::nullopt);
  CHECK(parse_rr_type("") == std::nullopt);
  CHECK(rr_type_name(15) == "MX");
  CHECK(rr_type_name(54) == "TYPE54");
  CHECK(rr_type_name(65280) == "TYPE65280");
  CHECK(rr_type_name(0) == "TYPE0");
}
