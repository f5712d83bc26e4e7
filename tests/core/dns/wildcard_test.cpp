#include "core/dns/wildcard.hpp"

#include "tests/core/dns/calibration_bench.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const dns::Name kAsked = name("nonce.cal.example.org");
const dns::RrSet kOther = dns::RrSet::parse(dns::RrType::txt, {"other"}).value();

dns::Answer alias() {
  auto out = authoritative(kMark, 172'800);
  out.is_alias = true;
  return out;
}

}  // namespace

TEST_CASE("calibration: a wildcard is what all name servers that answer publish") {
  const auto good = authoritative(kMark, 172'800);
  const dns::Wildcard wanted{.rrset = kMark, .ttl = Seconds{172'800}};
  CHECK(dns::wildcard_of(kAsked, {{kNs1, good}, {kNs2, good}}) == wanted);
  CHECK(dns::wildcard_of(kAsked, {{kNs1, good}, {kNs2, fail(FailureKind::timeout)}}) == wanted);
  CHECK(dns::wildcard_of(kAsked, {{kNs1, fail(FailureKind::timeout)}, {kNs2, good}}) == wanted);
}

TEST_CASE("calibration: a wildcard that is none says what is wrong, and where") {
  struct Row {
    const char* what;
    std::vector<dns::WildcardAnswer> answers;
    const char* why;
  };
  const auto good = authoritative(kMark, 172'800);
  const Row rows[] = {
      {"no server", {}, "no name server of the zone is known"},
      {"silence", {{kNs1, fail(FailureKind::timeout, "no reply")}}, "ns1.example.org.: no reply"},
      {"NXDOMAIN",
       {{kNs1, good}, {kNs2, answer_of_kind(dns::AnswerKind::nxdomain)}},
       "ns2.example.org. has no wildcard for cal.example.org. TXT"},
      {"NODATA",
       {{kNs1, answer_of_kind(dns::AnswerKind::nodata)}},
       "ns1.example.org. has no wildcard for cal.example.org. TXT"},
      {"REFUSED",
       {{kNs1, answer_of_kind(dns::AnswerKind::refused)}},
       "ns1.example.org. says refused for cal.example.org. TXT"},
      {"a referral",
       {{kNs1, answer_of_kind(dns::AnswerKind::referral)}},
       "ns1.example.org. refers to other name servers for cal.example.org. TXT"},
      {"a CNAME",
       {{kNs1, alias()}},
       "ns1.example.org. has an alias (CNAME) in place of the wildcard for cal.example.org. TXT"},
      {"no authority",
       {{kNs1, answer(kMark, 60)}},
       "ns1.example.org. answers without authority for cal.example.org. TXT"},
      {"two TTLs",
       {{kNs1, good}, {kNs2, authoritative(kMark, 3'600)}},
       "ns1.example.org. has TTL 172800 for cal.example.org. TXT, ns2.example.org. has 3600"},
      {"other data",
       {{kNs1, good}, {kNs2, authoritative(kOther, 172'800)}},
       "ns1.example.org. has TTL 172800 for cal.example.org. TXT, ns2.example.org. has 172800 and other "
       "data"},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto read = dns::wildcard_of(kAsked, row.answers);
    REQUIRE_FALSE(read);
    CHECK(read.error().detail == row.why);
  }
}

TEST_CASE("calibration: the long wildcard must live longer than what is measured") {
  const dns::Wildcard brief{.rrset = kMark, .ttl = Seconds{1}};
  CHECK(dns::wildcards_of({.rrset = kMark, .ttl = Seconds{61}}, brief));
  const auto wrong = dns::wildcards_of({.rrset = kMark, .ttl = Seconds{60}}, brief);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().detail == "the long wildcard has TTL 60, the short one 1: expected at least 60 s more");
}

TEST_CASE("calibration: the two names are told apart") {
  const auto complains = [](std::string_view one, std::string_view other) {
    return dns::complaint_about({name(one), name(other)}).has_value();
  };
  CHECK_FALSE(complains("cal.example.org", "cal0.example.org"));
  CHECK(complains("cal.example.org", "CAL.example.org."));
  CHECK(complains("cal.example.org", "brief.cal.example.org"));
  CHECK(complains("cal.example.org", "example.org"));
  CHECK(complains(".", "org"));
  const std::string label(63, 'a');
  CHECK(complains(label + "." + label + "." + label + ".example.org", "cal0.example.org"));
}

TEST_CASE("calibration: the names are given without their asterisk") {
  const auto cal = name("cal.example.org");
  const auto cal0 = name("cal0.example.org");
  const std::string why = "expected the names without their \"*.\"";
  CHECK(dns::complaint_about({name("*.cal.example.org"), cal0}) == why);
  CHECK(dns::complaint_about({cal, name("*.cal0.example.org")}) == why);
  CHECK_FALSE(dns::complaint_about({cal, cal0}));
}
