#include "core/cutover/cutover_assessment.hpp"
#include "tests/core/dns/simulated_worlds.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

// Whatever was observed, in whatever order, there is an assessment, and it is the same each time.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr int kObservations = 120;

template <class Values>
const auto& one_of(const Values& values, Cases& cases) {
  return values.at(static_cast<std::size_t>(cases.between(0, static_cast<std::int64_t>(values.size()) - 1)));
}

/// Observations of nothing that any world would show.
class Nonsense {
 public:
  Nonsense(const Plan& plan, Cases& cases) : plan_(plan), cases_(cases) {}

  Observation any() {
    switch (cases_.between(0, 15)) {
      case 0: return ClockStepped{.at = when(), .by = Millis{cases_.between(-5'000'000, 5'000'000)}};
      case 1: return OwnNetworkJudged{kDomain, question(), when(), cases_.chance(50)};
      case 2: return delegation();
      case 3: return compared();
      case 4: return MxLinted{kDomain, when(), {{text(), {.problems = {dns::MxProblem::cname}}}}};
      case 5: return ProbeRan{.domain = kDomain, .probe = text(), .at = when()};
      case 6: return ProbeSkipped{kDomain, text(), SkipReason::paced};
      case 7: return StateWriteFailed{when(), failure()};
      case 8: return MessageRecorded{kDomain, entry()};
      case 9: return MessageDeparting{kDomain, message()};
      case 10: return attempt();
      case 11: return mailbox();
      case 12:
        return CalibrationFound{.domain = kDomain,
                                .names = {},
                                .resolver = one_of(kResolvers, cases_),
                                .at = when(),
                                .result = calibration()};
      case 13: return ResolverAnswered{kDomain, question(), one_of(kResolvers, cases_), seen()};
      default:
        return AuthorityAnswered{.domain = kDomain,
                                 .record = question(),
                                 .server = one_of(kServers, cases_),
                                 .serial = serial(),
                                 .sighting = seen(),
                                 .interval = Millis{cases_.between(0, 200'000)}};
    }
  }

 private:
  static constexpr std::array<const char*, 3> kResolvers{"google", "quad9", "nobody"};
  static inline const std::array<dns::NameServer, 3> kServers{kNs1, kNs2, kNs3};

  WallTime when() { return at(static_cast<double>(cases_.between(-200'000, 200'000))); }
  std::string text() { return cases_.chance(50) ? "a\n\x1b[0m\xff{}" : ""; }
  std::string message() { return std::string(1, static_cast<char>(cases_.between('a', 'h'))); }
  Failure failure() { return {FailureKind::timeout, text()}; }

  dns::Question question() {
    if (cases_.chance(5)) return {name("elsewhere.example.net"), dns::RrType::txt};
    return one_of(plan_.records, cases_).question;
  }

  std::optional<std::uint32_t> serial() {
    if (cases_.chance(20)) return std::nullopt;
    return static_cast<std::uint32_t>(cases_.between(0, 0xFFFF'FFFF));
  }

  dns::RrSet rrset() {
    if (cases_.chance(10)) return {};
    return one_of(one_of(plan_.records, cases_).stages, cases_);
  }

  DnsSighting seen() {
    static constexpr std::array kKinds{dns::AnswerKind::servfail, dns::AnswerKind::refused,
                                       dns::AnswerKind::referral, dns::AnswerKind::cname_loop};
    auto out = sighting(static_cast<double>(cases_.between(-200'000, 200'000)),
                        cutwatch::fail(FailureKind::timeout));
    if (cases_.chance(10)) return out;
    auto said = cases_.chance(15) ? answer_of_kind(one_of(kKinds, cases_))
                                  : authoritative(rrset(), cases_.between(0, 0x7FFF'FFFF));
    if (cases_.chance(70)) said.ttl = Seconds{cases_.between(0, 4000)};
    said.is_authoritative = cases_.chance(80);
    said.is_alias = cases_.chance(10);
    if (cases_.chance(10)) said.nsid = text();
    out.answer = said;
    return out;
  }

  Observation delegation() {
    DelegationFound found{.domain = kDomain,
                          .record = question(),
                          .at = when(),
                          .servers = cutwatch::fail(FailureKind::timeout)};
    if (cases_.chance(20)) return found;
    std::vector<dns::NameServer> servers;
    for (const auto& server : kServers) {
      if (cases_.chance(60)) servers.push_back(server);
    }
    found.servers = servers;
    return found;
  }

  Observation compared() {
    dns::DelegationSides sides{.zone = name("example.org"), .parent = {text()}, .child = {"x"}};
    return DelegationCompared{kDomain, question(), when(), sides};
  }

  mail::LedgerEntry entry() {
    return {.id = message(),
            .probe = cases_.chance(90) ? "main" : text(),
            .path = cases_.chance(60) ? "new" : "old",
            .mailbox = "inbox",
            .recorded = when(),
            .limits = {.late_after = Seconds{120}, .lost_after = Seconds{900}}};
  }

  Observation attempt() {
    static constexpr std::array kAll{mail::SmtpDisposition::accepted, mail::SmtpDisposition::deferred,
                                     mail::SmtpDisposition::refused, mail::SmtpDisposition::not_sent,
                                     mail::SmtpDisposition::unknown};
    mail::SmtpAttempt made{.disposition = one_of(kAll, cases_)};
    if (cases_.chance(50))
      made.reply = mail::SmtpReply{.code = 550, .enhanced_code = "5.7.1", .text = text()};
    if (cases_.chance(50)) made.failure = failure();
    return MessageAttempted{.domain = kDomain, .id = message(), .at = when(), .attempt = made};
  }

  Observation mailbox() {
    MailboxRead read{.domain = kDomain,
                     .mailbox = "inbox",
                     .at = when(),
                     .ended = when(),
                     .content = cutwatch::fail(FailureKind::auth, text())};
    if (cases_.chance(20)) return read;
    MailboxRead::Content content;
    if (cases_.chance(50))
      content.found[message()] = {.sighting = {.at = when(), .is_junk = cases_.chance(30)}};
    read.content = content;
    return read;
  }

  Result<dns::Calibration> calibration() {
    if (cases_.chance(30)) return std::unexpected(failure());
    return dns::Calibration{.long_ttl = Seconds{cases_.between(0, 200'000)},
                            .short_ttl = Seconds{cases_.between(0, 10)},
                            .given_short = dns::GivenTtls{Seconds{1}, Seconds{cases_.between(1, 100'000)}},
                            .caches = static_cast<std::size_t>(cases_.between(0, 9))};
  }

  const Plan& plan_;
  Cases& cases_;
};

Plan a_plan(Cases& cases) {
  auto plan = moving_plan(static_cast<Kind>(cases.between(0, 2)));
  plan.ttl.is_fixed = cases.chance(20);
  if (cases.chance(30)) plan.planned_at = at(static_cast<double>(cases.between(-9000, 9000)));
  if (cases.chance(20)) plan.round_trips.clear();
  if (cases.chance(10)) plan.records.clear();
  if (cases.chance(20)) plan.accepted = {{"ns1.example.org.", "dead"}, {"google", "late"}};
  for (auto& record : plan.records) {
    if (cases.chance(30)) record.bounds.past = {};
    if (cases.chance(20)) record.bounds.past.lowered_at = at(static_cast<double>(cases.between(-9000, 9000)));
    if (!plan.accepted.empty()) record.bounds.accepted = {"ns1.example.org."};
  }
  for (const auto& rule : gate_rules()) {
    if (cases.chance(20)) plan.waived.push_back({std::string(rule.id), "no matter"});
  }
  return plan;
}

bool is_printable(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// All that is said, one after the other.
std::vector<std::string> said(const CutoverAssessment& assessed) {
  std::vector<std::string> out{assessed.decision.sentence, std::string(to_string(assessed.phase)),
                               std::string(to_string(assessed.decision.kind))};
  for (const auto& line : assessed.decision.publish) out.push_back(line);
  for (const auto& gate : assessed.gates) out.push_back(gate.verdict.evidence);
  for (const auto& condition : assessed.conditions) out.push_back(condition.sentence());
  return out;
}

const std::vector<dns::Resolver> kWatchedResolvers{{"google", endpoint("192.0.2.1"), "google"},
                                                   {"quad9", endpoint("192.0.2.2"), "quad9"}};

void check_assessment(const Plan& plan, const DomainState& state, WallTime now) {
  const auto assessed = assess(plan, state, kWatchedResolvers, now);
  const auto words = said(assessed);
  CHECK(words == said(assess(plan, state, kWatchedResolvers, now)));
  for (const auto& each : words) CHECK_MESSAGE(is_printable(each), each);
  CHECK(assessed.decision.sentence.ends_with('.'));
  for (const auto& gate : assessed.gates) {
    CHECK_FALSE(gate.verdict.evidence.empty());
    CHECK(gate.verdict.until.has_value() == (gate.verdict.kind == VerdictKind::wait));
    if (gate.verdict.until) CHECK(*gate.verdict.until > now);
  }
  const bool is_go = assessed.decision.kind == DecisionKind::go;
  for (const auto& gate : assessed.gates) {
    if (is_go && gate.rule->step == assessed.decision.next) CHECK(gate.is_open());
  }
  if (assessed.decision.kind == DecisionKind::roll_back) CHECK(assessed.standing.switched_since);
}

}  // namespace

TEST_CASE("whatever was observed there is one assessment, and it can be shown anywhere") {
  for (std::uint64_t seed = 0; seed < worlds(150, 3000); ++seed) {
    INFO("seed ", seed);
    Cases cases(seed);
    const auto plan = a_plan(cases);
    const auto named = moving_plan(plan.kind);
    Nonsense nonsense(named, cases);
    Snapshot snapshot;
    for (int i = 0; i < kObservations; ++i) {
      snapshot = fold(std::move(snapshot), nonsense.any());
      const auto known = snapshot.domains.find(kDomain);
      const bool is_looked_at = i % 30 == 29 && known != snapshot.domains.end();
      if (is_looked_at)
        check_assessment(plan, *known->second, at(static_cast<double>(cases.between(-250'000, 250'000))));
    }
  }
}
