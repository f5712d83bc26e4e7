#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <utility>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::name;

namespace {

ResourceRecord record(std::string_view owner, RrType type, std::string data, std::uint32_t ttl = 300) {
  return {.owner = name(owner), .type = std::to_underlying(type), .ttl = ttl, .data = std::move(data)};
}

Message reply(std::vector<ResourceRecord> answers, std::uint16_t rcode = rcode::kNoError) {
  Message message;
  message.is_response = true;
  message.rcode = rcode;
  message.answers = std::move(answers);
  return message;
}

const Question kMx{name("example.org"), RrType::mx};
const Question kA{name("a0.example"), RrType::a};

/// a0 -> a1 -> ... -> aN, and the address of the last.
Message chain(int aliases, bool is_ended = true) {
  Message message;
  for (int i = 0; i < aliases; ++i) {
    message.answers.push_back(record(fmt::format("a{}.example", i), RrType::cname,
                                     fmt::format("a{}.example.", i + 1),
                                     1000 - static_cast<std::uint32_t>(i)));
  }
  if (is_ended)
    message.answers.push_back(record(fmt::format("a{}.example", aliases), RrType::a, "192.0.2.1", 2000));
  return message;
}

}  // namespace

TEST_CASE("the records of the question's name and type are the answer, with the least TTL") {
  auto message = reply({record("example.org", RrType::mx, "20 b.example.", 300),
                        record("example.org", RrType::mx, "10 a.example.", 200),
                        record("example.org", RrType::ns, "ns.example.", 1),
                        record("other.org", RrType::mx, "1 evil.example.", 2)});
  message.is_authoritative = true;
  message.nsid = "fra1";
  const auto answer = answer_to(kMx, message);
  CHECK(answer.kind == AnswerKind::records);
  CHECK(answer.rrset == test::mx({"10 a.example", "20 b.example"}));
  CHECK(answer.ttl == Seconds{200});
  CHECK(answer.is_authoritative);
  CHECK(answer.nsid == "fra1");
  CHECK_FALSE(answer.is_alias);
  CHECK_FALSE(answer.is_cut);
  CHECK(answer.is_definite());
}

TEST_CASE("records of another class or another owner are not the answer") {
  auto chaos = record("example.org", RrType::mx, "10 a.example.");
  chaos.rr_class = 3;
  CHECK(answer_to(kMx, reply({chaos})).kind == AnswerKind::nodata);
  CHECK(answer_to(kMx, reply({record("www.example.org", RrType::mx, "10 a.example.")})).kind ==
        AnswerKind::nodata);
}

TEST_CASE("an rcode without records says what it says") {
  struct Row {
    std::uint16_t rcode;
    AnswerKind kind;
    bool is_definite;
  };
  const Row rows[] = {
      {rcode::kNoError, AnswerKind::nodata, true},     {rcode::kNxDomain, AnswerKind::nxdomain, true},
      {rcode::kServFail, AnswerKind::servfail, false}, {rcode::kRefused, AnswerKind::refused, false},
      {rcode::kFormErr, AnswerKind::servfail, false},  {rcode::kNotImp, AnswerKind::servfail, false},
      {rcode::kBadVers, AnswerKind::servfail, false},  {4095, AnswerKind::servfail, false}};
  for (const auto& row : rows) {
    const auto answer = answer_to(kMx, reply({}, row.rcode));
    CHECK(answer.kind == row.kind);
    CHECK(answer.is_definite() == row.is_definite);
    CHECK(answer.rrset.is_absent());
  }
}

TEST_CASE("records under an rcode that is an error are not believed") {
  const auto mx = record("example.org", RrType::mx, "10 a.example.");
  CHECK(answer_to(kMx, reply({mx}, rcode::kServFail)).kind == AnswerKind::servfail);
  CHECK(answer_to(kMx, reply({mx}, rcode::kServFail)).rrset.is_absent());
  CHECK(answer_to(kMx, reply({mx}, rcode::kNxDomain)).kind == AnswerKind::nxdomain);
}

TEST_CASE("a TTL with its top bit set is zero") {
  struct Row {
    std::uint32_t wire;
    std::int64_t ttl;
  };
  for (const auto& [wire, ttl] :
       {Row{0, 0}, Row{0x7fffffff, 0x7fffffff}, Row{0x80000000, 0}, Row{0xffffffff, 0}}) {
    CHECK(answer_to(kMx, reply({record("example.org", RrType::mx, "10 a.example.", wire)})).ttl ==
          Seconds{ttl});
  }
}

TEST_CASE("aliases are followed, in any order, and their TTLs count") {
  auto message = chain(3);
  std::swap(message.answers[0], message.answers[3]);
  const auto answer = answer_to(kA, message);
  CHECK(answer.kind == AnswerKind::records);
  CHECK(answer.rrset.data() == std::vector<std::string>{"192.0.2.1"});
  CHECK(answer.is_alias);
  CHECK(answer.ttl == Seconds{998});
}

TEST_CASE("eight aliases are followed and nine are a loop") {
  CHECK(answer_to(kA, chain(8)).kind == AnswerKind::records);
  CHECK(answer_to(kA, chain(9)).kind == AnswerKind::cname_loop);
  CHECK(answer_to(kA, chain(9)).rrset.is_absent());
  CHECK_FALSE(answer_to(kA, chain(9)).is_definite());
}

TEST_CASE("aliases that return to where they began are a loop") {
  const auto self = reply({record("a0.example", RrType::cname, "a0.example.")});
  const auto pair = reply({record("a0.example", RrType::cname, "a1.example."),
                           record("a1.example", RrType::cname, "a0.example."),
                           record("a0.example", RrType::a, "192.0.2.1")});
  CHECK(answer_to(kA, self).kind == AnswerKind::cname_loop);
  CHECK(answer_to(kA, pair).kind == AnswerKind::cname_loop);
}

TEST_CASE("an alias without an end is the absence of the record, and says that it is an alias") {
  const auto open = answer_to(kA, chain(2, false));
  CHECK(open.kind == AnswerKind::nodata);
  CHECK(open.is_alias);
}

TEST_CASE("who asks for the CNAME gets it and not what it points to") {
  const auto answer = answer_to({name("a0.example"), RrType::cname}, chain(2));
  CHECK(answer.kind == AnswerKind::records);
  CHECK(answer.rrset.data() == std::vector<std::string>{"a1.example."});
  CHECK_FALSE(answer.is_alias);
}

TEST_CASE("the 65th record is cut off, and that is said") {
  Message message;
  for (int i = 0; i < 64; ++i)
    message.answers.push_back(record("example.org", RrType::mx, fmt::format("{} a.example.", i)));
  CHECK_FALSE(answer_to(kMx, message).is_cut);
  message.answers.push_back(record("example.org", RrType::mx, "64 a.example."));
  const auto cut = answer_to(kMx, message);
  CHECK(cut.is_cut);
  CHECK(cut.rrset.data().size() == kMaxRrSet);
}

TEST_CASE("a resolver's negative answer counts down by the SOA's TTL, whatever its MINIMUM") {
  for (const auto code : {rcode::kNoError, rcode::kNxDomain}) {
    auto message = reply({}, code);
    message.authority.push_back(
        record("example.org", RrType::soa, "ns.example. root.example. 1 2 3 4 300", 7));
    CHECK(answer_to(kMx, message).ttl == Seconds{7});
  }
}

TEST_CASE("an authority's negative answer lives for the larger of the SOA's TTL and its MINIMUM") {
  struct Row {
    std::uint32_t ttl;
    std::string soa;
    std::int64_t expected;
  };
  const Row rows[] = {
      {300, "ns.example. root.example. 1 2 3 4 15", 300},
      {15, "ns.example. root.example. 1 2 3 4 300", 300},
      {0x80000000, "ns.example. root.example. 1 2 3 4 60", 60},
      {7, "", 7},
      {7, "no number", 7},
      {7, "ns. root. 1 2 3 4 4294967295", 0x7fffffff},
      {7, "ns. root. 1 2 3 4 4294967296", 7},
  };
  for (const auto code : {rcode::kNoError, rcode::kNxDomain}) {
    for (const auto& row : rows) {
      auto message = reply({}, code);
      message.is_authoritative = true;
      message.authority.push_back(record("example.org", RrType::ns, "ns.example.", 9));
      message.authority.push_back(record("example.org", RrType::soa, row.soa, row.ttl));
      CHECK(answer_to(kMx, message).ttl == Seconds{row.expected});
    }
  }
  CHECK(answer_to(kMx, reply({})).ttl == Seconds{0});
}

TEST_CASE("every rcode that has a mnemonic gives it") {
  CHECK(rcode_mnemonic(0) == "NOERROR");
  CHECK(rcode_mnemonic(3) == "NXDOMAIN");
  CHECK(rcode_mnemonic(16) == "BADVERS");
  CHECK(rcode_mnemonic(12) == std::nullopt);
  CHECK(rcode_mnemonic(4095) == std::nullopt);
}

TEST_CASE("a referral says nothing about the record, an absence with its SOA does") {
  auto referral = reply({});
  referral.authority = {record("example.org", RrType::ns, "ns1.example.org.")};
  CHECK(answer_to(kMx, referral).kind == AnswerKind::referral);
  CHECK_FALSE(answer_to(kMx, referral).is_definite());
  referral.authority.push_back(record("example.org", RrType::soa, "ns1 root 1 2 3 4 60"));
  CHECK(answer_to(kMx, referral).kind == AnswerKind::nodata);
  CHECK(answer_to(kMx, reply({})).kind == AnswerKind::nodata);
}

TEST_CASE("a TXT in several character-strings is the text that they make together") {
  const Question txt{name("sel._domainkey.example.org"), RrType::txt};
  const auto seen = answer_to(txt, reply({record("sel._domainkey.example.org", RrType::txt,
                                                 "\"v=DKIM1; k=rsa; \" \"p=AAAA\" \"\\195\\164\"")}));
  CHECK(seen.rrset == RrSet::parse(RrType::txt, {"v=DKIM1; k=rsa; p=AAAA\xc3\xa4"}));
  CHECK(seen.rrset == RrSet::parse(RrType::txt, {"\"v=DKIM1; k=rsa; p=\" \"AAAA\xc3\xa4\""}));
  CHECK(seen.rrset != RrSet::parse(RrType::txt, {"v=DKIM1; k=rsa;p=AAAA\xc3\xa4"}));
}
