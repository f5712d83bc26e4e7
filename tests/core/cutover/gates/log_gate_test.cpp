#include "tests/core/cutover/gates/log_gate_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::StrayKind;

TEST_CASE("without a log, and with one that is not read or silent, no gate of logs passes") {
  const std::vector<std::string_view> gates{"no_bypass", "source_is_proxy", "old_server_quiet",
                                            "no_forwarding_failure"};
  auto unlogged = logged_plan();
  unlogged.logs.clear();
  auto silent = alive(kNow - 1000);
  silent.last_line = at(kNow - 1000);
  auto broken = MailLogRead{.domain = kDomain,
                            .role = "old",
                            .source = "/old.log",
                            .at = at(kNow - 1),
                            .facts = alive(),
                            .failure = Failure{FailureKind::refused, "no permission"}};
  auto behind = broken;
  behind.failure.reset();
  behind.behind = 7;
  for (const auto id : gates) {
    CAPTURE(std::string(id));
    const auto plan = logged_plan();
    CHECK(Judged(unlogged, together({records_moved(), arrived(unlogged)})).gate(id).kind ==
          VerdictKind::no_evidence);
    CHECK(Judged(plan, together({records_moved(), arrived(plan)})).gate(id).kind == VerdictKind::no_evidence);
    CHECK(judged(silent, silent).gate(id).kind == VerdictKind::no_evidence);
    if (id == "no_forwarding_failure") continue;
    for (const auto& read : {broken, behind})
      CHECK(Judged(plan, together({records_moved(), arrived(plan), {read, log_read("new", alive())}}))
                .gate(id)
                .kind == VerdictKind::no_evidence);
  }
}

TEST_CASE("a log that goes on, and does not tell of the agent's own mail, is no evidence") {
  for (const std::string_view id : {"no_bypass", "old_server_quiet", "no_forwarding_failure"}) {
    CAPTURE(std::string(id));
    auto blind = alive();
    blind.own_seen = {};
    const auto never = judged(blind, blind).gate(id);
    CHECK(never.kind == VerdictKind::no_evidence);
    CHECK(never.evidence.contains("has told of no mail of the agent's own yet: see that all lines"));
    CHECK(judged(alive(kNow - 1000), alive(kNow - 1000)).gate(id).kind == VerdictKind::no_evidence);
  }
}

TEST_CASE("where nothing that the agent sends comes to a server, its log is no evidence, however alive") {
  auto plan = logged_plan();
  plan.timing.old_quiet_for = Seconds{1000};
  plan.round_trips.front().paths = {Path::dns};
  const Judged found(plan, together({records_moved(), {log_read("old", alive()), log_read("new", alive())}}));
  for (const std::string_view id : {"no_bypass", "old_server_quiet"}) {
    const auto verdict = found.gate(id);
    CHECK(verdict.kind == VerdictKind::no_evidence);
    CHECK(verdict.evidence.contains("give a round trip the old path, or waive the gate"));
  }
  CHECK_FALSE(found.condition("log_silent"));
}

TEST_CASE("of several logs of a server each must tell of the agent's own mail") {
  auto plan = logged_plan();
  plan.logs.push_back({.role = ServerRole::old_server, .path = "/second.log"});
  const auto seen = [&](const mail::LogFacts& second) {
    auto read = std::get<MailLogRead>(log_read("old", second, kNow - 500));
    read.source = "/second.log";
    return Judged(plan, together({records_moved(), arrived(plan), {log_read("old", alive()), read}}));
  };
  CHECK(seen(alive()).gate("no_bypass").kind == VerdictKind::pass);
  // Two take turns: twice as long may pass.
  CHECK(seen(alive(kNow - 300)).gate("no_bypass").kind == VerdictKind::pass);
  const auto verdict = seen(alive(kNow - 400)).gate("no_bypass");
  CHECK(verdict.kind == VerdictKind::no_evidence);
  CHECK(verdict.evidence.contains("/second.log"));
}

TEST_CASE("what is wrong by a log is wrong though the log has become silent") {
  auto facts = with_stray(StrayKind::incident, kNow - 1000);
  facts.own_seen = {};
  CHECK(judged(facts, alive()).gate("no_bypass").kind == VerdictKind::fail);
}

namespace {

/// Judged when the read that told it was a quarter of an hour ago.
Judged long_after(const mail::LogFacts& old, const Plan& plan = logged_plan()) {
  return {plan,
          together({records_moved(),
                    arrived(plan),
                    {log_read("old", old, kNow - 901), log_read("old", alive()), log_read("new", alive())}})};
}

}  // namespace

TEST_CASE("no_bypass: fails for stray_memory after a message that no old copy explains") {
  CHECK(judged(alive(), alive()).gate("no_bypass").kind == VerdictKind::pass);
  CHECK(judged(with_stray(StrayKind::expected, kNow - 60), alive()).gate("no_bypass").kind ==
        VerdictKind::pass);
  for (const auto kind : {StrayKind::unexpected, StrayKind::incident}) {
    const auto late = judged(with_stray(kind, kNow - 60), alive()).gate("no_bypass");
    CHECK(late.kind == VerdictKind::fail);
    CHECK(late.evidence.contains("203.0.113.9 (mx.sender.test), id ABCDEF1"));
    CHECK(long_after(with_stray(kind, kNow - 901)).gate("no_bypass").kind == VerdictKind::fail);
    auto plan = logged_plan();
    plan.timing.stray_memory = Seconds{900};
    CHECK(long_after(with_stray(kind, kNow - 901), plan).gate("no_bypass").kind == VerdictKind::pass);
  }
}

TEST_CASE("no_bypass: waits until the log has been read for bypass_grace since the switch") {
  auto young = alive();
  young.first_line = at(kNow - 100);
  const auto verdict = judged(young, alive()).gate("no_bypass");
  CHECK(verdict.kind == VerdictKind::wait);
  CHECK(verdict.until == at(kNow + 800));
  auto holed = alive();
  holed.gaps.add(at(kNow - 50));
  CHECK(judged(holed, alive()).gate("no_bypass").until == at(kNow + 850));
}

TEST_CASE(
    "mail_bypasses_proxy: an incident is critical, what may be explained a warning, old copies nothing") {
  CHECK_FALSE(judged(with_stray(StrayKind::expected, kNow - 60), alive()).condition("mail_bypasses_proxy"));
  CHECK(judged(with_stray(StrayKind::unexpected, kNow - 60), alive()).condition("mail_bypasses_proxy") ==
        Severity::warning);
  CHECK(judged(with_stray(StrayKind::incident, kNow - 60), alive()).condition("mail_bypasses_proxy") ==
        Severity::critical);
  CHECK_FALSE(long_after(with_stray(StrayKind::incident, kNow - 901)).condition("mail_bypasses_proxy"));
}

TEST_CASE(
    "mail_bypasses_proxy: what is read late, as after a night without the agent, is told all the same") {
  CHECK(judged(with_stray(StrayKind::incident, kNow - 1900), alive()).condition("mail_bypasses_proxy") ==
        Severity::critical);
}

TEST_CASE("mail_bypasses_proxy: more than bypass_per_hour is critical") {
  auto plan = logged_plan();
  plan.timing.bypass_per_hour = 2;
  auto facts = with_stray(StrayKind::unexpected, kNow - 60);
  const auto add = [&](double when) { facts = merged(facts, with_stray(StrayKind::unexpected, when)); };
  add(kNow - 61);
  CHECK(judged(facts, alive(), plan).condition("mail_bypasses_proxy") == Severity::warning);
  add(kNow - 3601);
  CHECK(judged(facts, alive(), plan).condition("mail_bypasses_proxy") == Severity::warning);
  add(kNow - 62);
  CHECK(judged(facts, alive(), plan).condition("mail_bypasses_proxy") == Severity::critical);
}

TEST_CASE("source_is_proxy: by the agent's own messages by the new path") {
  auto good = alive();
  good.own_by_forwarder.add(at(kNow - 30));
  CHECK(judged(good, alive()).gate("source_is_proxy").kind == VerdictKind::pass);
  auto bad = good;
  bad.own_otherwise.add(at(kNow - 60));
  bad.own_came_from = "198.51.100.99";
  const auto verdict = judged(bad, alive()).gate("source_is_proxy");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK(verdict.evidence.contains("198.51.100.99"));
  auto old = alive();
  old.own_by_forwarder.add(at(kNow - 1000));
  CHECK(judged(old, alive()).gate("source_is_proxy").kind == VerdictKind::no_evidence);
}

TEST_CASE("old_server_quiet: for old_quiet_for no stranger's mail, and the log read all the while") {
  auto plan = logged_plan();
  plan.timing.old_quiet_for = Seconds{1000};
  CHECK(judged(alive(), alive(), plan).gate("old_server_quiet").kind == VerdictKind::pass);
  const auto mail =
      judged(with_stray(StrayKind::expected, kNow - 400), alive(), plan).gate("old_server_quiet");
  CHECK(mail.kind == VerdictKind::wait);
  CHECK(mail.until == at(kNow + 600));
  CHECK(mail.evidence.contains("203.0.113.9"));
  // The stranger who is named is the one of that time, whichever log was read last.
  auto earlier = with_stray(StrayKind::expected, kNow - 500);
  earlier.last_strangers.front().address = "203.0.113.10";
  const auto both = merged(with_stray(StrayKind::expected, kNow - 400), earlier);
  CHECK(judged(both, alive(), plan).gate("old_server_quiet").evidence.contains("203.0.113.9"));
  auto young = alive();
  young.first_line = at(kNow - 100);
  CHECK(judged(young, alive(), plan).gate("old_server_quiet").until == at(kNow + 900));
}

TEST_CASE("log_silent: once it is unreadable, or has no line since the agent was heard there") {
  auto silent = alive();
  silent.last_line = at(kNow - 1000);
  const auto seen = [&](double begun, double sent, const std::vector<Observation>& more = {}) {
    const auto plan = lock_plan();
    auto logged = logged_plan();
    logged.lockdowns = plan.lockdowns;
    logged.lockdowns.front().interval = Seconds{60};
    return Judged(logged, together({records_moved(),
                                    arrived(logged, sent),
                                    more,
                                    {log_read("old", silent, begun), log_read("new", alive())}}))
        .condition("log_silent");
  };
  CHECK(seen(kNow - 500, kNow - 300) == Severity::warning);
  CHECK_FALSE(seen(kNow - 1, kNow - 300));      // read since a moment ago only
  CHECK_FALSE(seen(kNow - 500, kNow - 60));     // it may be on its way
  CHECK_FALSE(seen(kNow - 1900, kNow - 1200));  // nothing was sent since the last line
  const auto every_minute = [](const mail::DoorAnswer& answer) {
    std::vector<Observation> all;
    for (double when = kNow - 900; when < kNow; when += 60) all.push_back(knocked(when, answer));
    return all;
  };
  // A door that a firewall closed is locked, and leaves no line.
  CHECK_FALSE(seen(kNow - 1900, kNow - 1200, every_minute(kDropped)));
  CHECK_FALSE(seen(kNow - 1900, kNow - 1200, every_minute(kTakes)));
  CHECK(seen(kNow - 1900, kNow - 1200, every_minute(kHard)) == Severity::warning);
}

TEST_CASE("log_silent: where it cannot be read") {
  CHECK_FALSE(judged(alive(), alive()).condition("log_silent"));
  const auto plan = logged_plan();
  const MailLogRead broken{.domain = kDomain,
                           .role = "old",
                           .source = "/old.log",
                           .at = at(kNow - 1),
                           .facts = alive(),
                           .failure = Failure{FailureKind::refused, "no permission"}};
  CHECK(Judged(plan, together({records_moved(), arrived(plan), {broken}})).condition("log_silent") ==
        Severity::warning);
  CHECK_FALSE(Judged(plan, together({records_moved(), arrived(plan)})).condition("log_silent"));
}

TEST_CASE("mail_stranded: in the other kinds, while the old server keeps mail") {
  const auto plan = logged_plan(Kind::server);
  CHECK(judged(with_stray(StrayKind::stranded, kNow - 60), alive(), plan).condition("mail_stranded") ==
        Severity::critical);
  CHECK_FALSE(long_after(with_stray(StrayKind::stranded, kNow - 901), plan).condition("mail_stranded"));
  CHECK_FALSE(judged(alive(), alive(), plan).condition("mail_stranded"));
}
