#include "core/snapshot/bypass_state.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::BypassMail;
using mail::BypassSource;
using mail::StrayKind;

namespace {

BypassMail around(double when, const std::string& queue_id, const std::string& message_id = {},
                  StrayKind kind = StrayKind::unexpected) {
  return {
      .at = at(when), .address = "203.0.113.9", .queue_id = queue_id, .message_id = message_id, .kind = kind};
}

Observation by_log(const std::vector<BypassMail>& mails) {
  MailLogRead read{.domain = kDomain, .role = "old", .source = "/old.log", .at = at(1), .bypasses = mails};
  for (const auto& mail : mails) read.facts.strays[mail.kind].add(mail.at);
  return read;
}

Observation by_audit(const std::vector<BypassMail>& mails, std::uint64_t gaps = 0, double when = 1) {
  return MailboxAudited{
      .domain = kDomain,
      .mailbox = "inbox",
      .at = at(when),
      .content = MailboxAudited::Content{
          .bypasses = mails, .counts = {.read = mails.size(), .gaps = gaps}, .positions = {}}};
}

Observation by_probe(const std::vector<BypassMail>& mails) {
  return OwnMailAstray{.domain = kDomain, .at = at(1), .bypasses = mails};
}

struct Told {
  std::uint64_t log = 0, audit = 0, probe = 0;
  std::uint64_t all() const { return log + audit + probe; }
};

Told counts_of(const Snapshot& snapshot) {
  Told told;
  const auto& domain = *snapshot.domains.at(kDomain);
  for (const auto kind : mail::kLegalities) {
    for (const auto& [key, log] : domain.server_logs) told.log += tally_of(log->facts.strays, kind).count;
    told.audit += tally_of(domain.bypass->strays, std::pair(BypassSource::audit, kind)).count;
    told.probe += tally_of(domain.bypass->strays, std::pair(BypassSource::probe, kind)).count;
  }
  return told;
}

Told counts_of(const std::vector<Observation>& seen) { return counts_of(folded(seen)); }

}  // namespace

TEST_CASE("a message counts once, under the source that told of it first") {
  const std::vector mails{around(10, "4ABC", "a@b")};
  CHECK(counts_of({by_log(mails), by_audit(mails)}).log == 1);
  CHECK(counts_of({by_log(mails), by_audit(mails)}).audit == 0);
  CHECK(counts_of({by_audit(mails), by_log(mails)}).log == 0);
  CHECK(counts_of({by_audit(mails), by_log(mails)}).audit == 1);
  CHECK(counts_of({by_audit(mails), by_audit(mails)}).all() == 1);
  CHECK(counts_of({by_probe(mails), by_audit(mails), by_probe(mails)}).all() == 1);
  const auto snapshot = folded({by_log(mails), by_audit(mails), by_audit(mails)});
  const auto& last = snapshot.domains.at(kDomain)->bypass->last;
  REQUIRE(last.size() == 1);
  CHECK(last[0].source == BypassSource::log);
  CHECK(last[0].also == std::vector{BypassSource::audit});
}

TEST_CASE("messages are told apart by the old server's id, by Message-ID where it wrote none") {
  CHECK(counts_of({by_log({around(10, "4ABC", "a@b")}), by_audit({around(10, "4ABD", "a@b")})}).all() == 2);
  CHECK(counts_of({by_log({around(10, "4ABC", "a@b")}), by_audit({around(10, "", "a@b")})}).all() == 1);
  CHECK(counts_of({by_log({around(10, "4ABC", "a@b")}), by_audit({around(10, "", "c@d")})}).all() == 2);
  CHECK(counts_of({by_audit({around(10, "")}), by_audit({around(10, "")})}).all() == 2);
}

TEST_CASE("an id that is given again long after is another message") {
  CHECK(counts_of({by_log({around(10, "4ABC")}), by_audit({around(3600, "4ABC")})}).all() == 1);
  CHECK(counts_of({by_log({around(10, "4ABC")}), by_audit({around(3700, "4ABC")})}).all() == 2);
}

TEST_CASE("a log counts each of its messages, whatever their ids") {
  CHECK(counts_of({by_log({around(10, "4ABC"), around(11, "4ABC")}), by_log({around(12, "4ABC")})}).log == 3);
}

TEST_CASE("what is remembered is bounded, and the newest is what is") {
  std::vector<BypassMail> many;
  for (int i = 0; i < 5000; ++i) many.push_back(around(i, fmt::format("Q{}", i)));
  const auto snapshot = folded({by_log(many)});
  const auto& state = *snapshot.domains.at(kDomain)->bypass;
  CHECK(state.counted.size() == kMostNamesKept);
  CHECK(state.counted.contains("qQ4999"));
  CHECK(state.last.size() == kMostBypassesKept);
  std::vector<BypassMail> at_once;
  for (int i = 0; i < 5000; ++i) at_once.push_back(around(1, fmt::format("Q{}", i)));
  CHECK(folded({by_log(at_once)}).domains.at(kDomain)->bypass->counted.size() == kMostNamesKept);
}

TEST_CASE("an audit is told since its first look, and anew since one that passed mail over") {
  const auto begun = [](const std::vector<Observation>& seen) {
    return folded(seen).domains.at(kDomain)->bypass->audits.at("inbox").begun;
  };
  CHECK(begun({by_audit({}, 0, 5), by_audit({}, 0, 9)}) == at(5));
  CHECK(begun({by_audit({}, 0, 5), by_audit({}, 1, 9)}) == at(9));
  auto failed = std::get<MailboxAudited>(by_audit({}, 0, 9));
  failed.content = fail(FailureKind::refused, "no");
  const auto snapshot = folded({by_audit({}, 0, 5), failed});
  const auto& view = snapshot.domains.at(kDomain)->bypass->audits.at("inbox");
  CHECK(view.failure.has_value());
  CHECK(view.last_read == at(5));
  CHECK_FALSE(folded({failed, by_audit({}, 0, 10)}).domains.at(kDomain)->bypass->audits.at("inbox").failure);
}

TEST_CASE("whatever the order in which sources tell, each message counts once") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Cases random(seed);
    std::vector<Observation> seen;
    std::set<std::string> told;
    std::set<std::string> logged;
    for (int i = 0; i < 40; ++i) {
      const auto id = fmt::format("Q{}", random.between(0, 20));
      const auto mail = around(static_cast<double>(random.between(0, 600)), id, "m" + id);
      const auto source = random.between(0, 2);
      if (source == 0 && !logged.insert(id).second) continue;  // a log tells of a message once
      told.insert(id);
      seen.push_back(source == 0 ? by_log({mail}) : source == 1 ? by_audit({mail}) : by_probe({mail}));
    }
    CHECK_MESSAGE(counts_of(seen).all() == told.size(), seed);
  }
}
