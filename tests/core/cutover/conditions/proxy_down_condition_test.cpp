#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/conditions/fallback.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::SmtpDisposition;
using mail::SmtpPhase;

namespace {

/// The MX names the proxy and, for whom that does not take mail, the old server.
Plan fallback_plan() {
  auto plan = lock_plan();
  plan.records.back().stages = {kOldMx, kNewMx, kLastMx};
  return plan;
}

std::vector<Observation> both_published() {
  return {authority_says(0, kNs1, authoritative(kOldMx, 300)),
          authority_says(600, kNs1, authoritative(kNewMx, 300)),
          authority_says(kNow - 10, kNs1, authoritative(kNewMx, 300)),
          shows(kNow - 10, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))};
}

Observation tried(double when, const std::string& id, SmtpDisposition disposition, SmtpPhase ended_in) {
  auto attempt = std::get<MessageAttempted>(attempted(when, id, disposition));
  attempt.attempt.ended_in = ended_in;
  attempt.attempt.phases.clear();
  if (disposition == SmtpDisposition::not_sent)
    attempt.attempt.failure = Failure{FailureKind::refused, "connection refused"};
  return attempt;
}

/// A message by the new path that nobody was there to take.
std::vector<Observation> unreached(const Plan& plan, double when = kNow - 40) {
  return {recorded_by(plan, when, "down"),
          tried(when, "down", SmtpDisposition::not_sent, SmtpPhase::connect)};
}

/// Asked as a stranger while the proxy, the control, is down: for longer than greylisting lasts.
std::vector<Observation> knocks(const mail::DoorAnswer& answer) {
  return {knocked(kNow - 700, Knock{.answer = answer}), knocked(kNow - 350, Knock{.answer = answer}),
          knocked(kNow - 50, Knock{.answer = answer, .control = kDropped})};
}

/// What could tell of a proxy that is down as well.
constexpr std::array<std::string_view, 9> kOfMail{
    "proxy_down",     "new_path_loses",   "new_path_refuses",    "mail_bypasses_proxy", "path_stopped",
    "dns_mail_fails", "locked_too_early", "upstream_not_locked", "upstream_down"};

struct Down {
  std::optional<Condition> condition;
  std::vector<std::string_view> criticals;
};

Down down(const Plan& plan, const std::vector<Observation>& seen) {
  const auto snapshot = folded(seen);
  const auto assessment = assess(plan, *snapshot.domains.at(kDomain), {}, at(kNow));
  Down out;
  for (const auto& condition : assessment.conditions) {
    if (condition.rule->id == "proxy_down") out.condition = condition;
    const bool is_of_mail = std::ranges::find(kOfMail, condition.rule->id) != kOfMail.end();
    if (is_of_mail && condition.severity == Severity::critical) out.criticals.push_back(condition.rule->id);
  }
  return out;
}

Down down_with(const mail::DoorAnswer& answer, const std::vector<Observation>& records = both_published()) {
  const auto plan = fallback_plan();
  return down(plan, together({records, unreached(plan), knocks(answer)}));
}

}  // namespace

TEST_CASE("proxy_down: with the old server open mail goes around the proxy, and that is said") {
  const auto open = down_with(kTakes);
  REQUIRE(open.condition);
  CHECK(open.condition->severity == Severity::critical);
  CHECK(open.condition->evidence.contains("takes their mail around the proxy"));
  CHECK(open.condition->evidence.contains("connection refused"));
  CHECK(open.condition->action.contains("4xx"));
}

TEST_CASE("proxy_down: with a 5xx lock mail is lost at once, and that is said") {
  const auto hard = down_with(kHard);
  REQUIRE(hard.condition);
  CHECK(hard.condition->severity == Severity::critical);
  CHECK(hard.condition->evidence.contains("bounces at once"));
  CHECK(hard.condition->action.starts_with("Have the old server answer strangers with a 4xx"));
}

TEST_CASE("proxy_down: with a 4xx lock or a closed door mail is only delayed, and that is a warning") {
  for (const auto& answer : {kSoft, kDropped}) {
    const auto soft = down_with(answer);
    REQUIRE(soft.condition);
    CHECK(soft.condition->severity == Severity::warning);
    CHECK(soft.condition->evidence.contains("only delayed"));
    CHECK(soft.criticals.empty());
  }
}

TEST_CASE("proxy_down: where nothing shows what the old server does, nobody knows, and that is said") {
  const auto plan = fallback_plan();
  const auto unknown = [&](const std::vector<Observation>& seen) {
    const auto found = down(plan, together({both_published(), unreached(plan), seen}));
    return found.condition && found.condition->severity == Severity::critical &&
           found.condition->evidence.contains("nobody knows");
  };
  CHECK(unknown({}));
  CHECK(unknown({knocked(kNow - 50, Knock{.answer = kTakes, .left_from = kNewAddress})}));
  CHECK(unknown({knocked(kNow - 1500, kTakes)}));
  CHECK(unknown({knocked(kNow - 50, said(550, "5.7.23", "SPF fail: sender not allowed"))}));
  CHECK(unknown({knocked(kNow - 50, Knock{.answer = kDropped, .control = kDropped})}));
  CHECK(unknown({knocked(kNow - 50, Knock{.answer = kSoft, .control = kDropped})}));
}

TEST_CASE("proxy_down: where no copy leads to the old server any more, mail waits whatever that one says") {
  const auto plan = lock_plan();
  for (const auto& answer : {kTakes, kHard, kSoft}) {
    const auto found = down(plan, together({records_moved(), unreached(plan), knocks(answer)}));
    REQUIRE(found.condition);
    CHECK(found.condition->severity == Severity::warning);
    CHECK(found.condition->evidence.contains("only delayed"));
  }
}

TEST_CASE("proxy_down: before the switch nobody's mail goes there, and it is a warning") {
  const auto plan = fallback_plan();
  const auto early = down(plan, together({records_unmoved(), unreached(plan)}));
  REQUIRE(early.condition);
  CHECK(early.condition->severity == Severity::warning);
  CHECK(early.condition->evidence.contains("nobody's mail goes there yet"));
}

TEST_CASE("proxy_down: who answers, in whatever way, is not down; nor is what was seen long ago") {
  const auto plan = fallback_plan();
  const auto is_down = [&](const std::vector<Observation>& seen) {
    return down(plan, together({both_published(), seen})).condition.has_value();
  };
  const auto answered = [&](SmtpDisposition disposition, SmtpPhase ended_in) {
    return std::vector{recorded_by(plan, kNow - 40, "up"), tried(kNow - 40, "up", disposition, ended_in)};
  };
  CHECK(is_down(unreached(plan)));
  CHECK(is_down(answered(SmtpDisposition::not_sent, SmtpPhase::banner)));
  CHECK_FALSE(is_down(answered(SmtpDisposition::not_sent, SmtpPhase::tls)));
  CHECK_FALSE(is_down(answered(SmtpDisposition::deferred, SmtpPhase::banner)));
  CHECK_FALSE(is_down(answered(SmtpDisposition::refused, SmtpPhase::rcpt)));
  CHECK_FALSE(is_down(unreached(plan, kNow - 400)));
  CHECK_FALSE(is_down({}));
  // The control of a lock answered since.
  CHECK_FALSE(is_down(together({unreached(plan), {knocked(kNow - 20, kTakes)}})));
  // It alone was not reached.
  CHECK(is_down({knocked(kNow - 20, Knock{.answer = kTakes, .control = kDropped})}));
  auto other = plan;
  other.kind = Kind::server;
  CHECK_FALSE(down(other, together({both_published(), unreached(other)})).condition);
}

TEST_CASE(
    "proxy_down: of a proxy that is down nothing is said twice, and two lost messages make it critical") {
  const auto plan = fallback_plan();
  std::vector<Observation> lost;
  for (const auto* id : {"a", "b"}) {
    const double when = id[0] == 'a' ? kNow - 1900 : kNow - 960;
    lost.push_back(recorded_by(plan, when, id));
    lost.push_back(tried(when, id, SmtpDisposition::not_sent, SmtpPhase::connect));
    lost.push_back(mailbox_shows(when + 901, {}));
  }
  const auto found = down(plan, together({both_published(), lost, unreached(plan), knocks(kSoft)}));
  REQUIRE(found.condition);
  CHECK(found.condition->severity == Severity::critical);
  CHECK(found.criticals == std::vector<std::string_view>{"proxy_down"});
}

TEST_CASE("proxy_down: every answer of the old server has an outcome, and only what is proven is said") {
  Cases random(83);
  const std::vector<mail::DoorAnswer> answers{kTakes,
                                              kHard,
                                              kSoft,
                                              kDropped,
                                              said(550, "5.1.1", "User unknown"),
                                              said(451, "4.7.1", "Greylisted, try again later")};
  for (int i = 0; i < 200; ++i) {
    const auto& answer = answers.at(static_cast<std::size_t>(random.between(0, 5)));
    const bool is_within = random.between(0, 3) == 0;
    const bool has_switched = random.between(0, 3) != 0;
    std::vector<Observation> looks;
    for (const double ago : {700.0, 350.0, 50.0})
      looks.push_back(knocked(kNow - ago, Knock{.answer = answer,
                                                .left_from = is_within ? kNewAddress : kStranger,
                                                .control = ago < 60 ? kDropped : kTakes}));
    const auto plan = fallback_plan();
    const auto found =
        down(plan, together({has_switched ? both_published() : records_unmoved(), unreached(plan), looks}));
    REQUIRE(found.condition);
    const auto& words = found.condition->evidence;
    CHECK(words.contains("takes their mail around") ==
          (has_switched && !is_within && mail::class_of(answer) == mail::DoorClass::open));
    CHECK(words.contains("bounces at once") == (has_switched && !is_within && answer == kHard));
    CHECK(words.contains("mail is only delayed") ==
          (has_switched && !is_within && (answer == kSoft || answer == kDropped)));
    CHECK_FALSE(found.condition->sentence().contains("()"));
  }
}
