#include "core/cutover/conditions/condition.hpp"

#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Observation sides(double when, std::set<std::string> parent) {
  return DelegationCompared{
      .domain = kDomain,
      .record = kMxQuestion,
      .at = at(when),
      .sides = dns::DelegationSides{
          .zone = name("example.org"), .parent = std::move(parent), .child = {kNs1.name}}};
}

CutoverWorld unwatched(double seconds) {
  auto world = watched();
  world.pass_unwatched(seconds);
  return world;
}

/// What arrives after `seconds`, in the inbox or not; every message is looked for at its time.
std::vector<Observation> arriving(double now, const std::string& id, double seconds, bool is_junk) {
  return {recorded(now, id), departing(id), attempted(now, id, mail::SmtpDisposition::accepted),
          mailbox_shows(now + seconds, {{.id = id, .is_junk = is_junk}})};
}

CutoverWorld with_late_resolver() {
  auto world = moved();
  for (const double ago : {30.0, 20.0})
    world.see(resolver_says(world.now() - ago, "google", answer(kOldMx, 5)));
  world.pass(60);
  return world;
}

/// The plan became known, in the place of another one or of none.
Observation replanned(const std::string& before) {
  ChronicleEntry entry{.at = at(kHour), .about = {.kind = ChangeKind::plan}, .after = "4567"};
  entry.before = before;
  return JudgementChanged{.domain = kDomain, .entries = {entry}};
}

Observation unwritten() {
  return StateWriteFailed{.at = at(0), .failure = {FailureKind::storage, "disk full"}};
}

CutoverWorld seeing(const std::vector<Observation>& all) {
  auto world = watched();
  for (const auto& each : all) world.see(each);
  return world;
}

CutoverWorld restarted(const std::string& set_aside) {
  auto world = watched();
  world.restart(set_aside);
  return world;
}

/// The name servers answer, and which there are cannot be found out.
CutoverWorld unfound() {
  auto plan = proxy_plan(pending_gates());
  plan.name_servers.clear();
  auto world = watched(plan);
  world.see(delegation(world.now(), fail(FailureKind::timeout)));
  return world;
}

CutoverWorld with_intercepted() {
  auto world = watched();
  for (const auto* id : {"google", "quad9"})
    world.see(resolver_says(world.now(), id, authoritative(kOldMx, 3600)));
  return world;
}

/// The new server's PTR is its own name, and that leads to `address`.
CutoverWorld with_identity(const std::string& address) {
  auto plan = proxy_plan(pending_gates());
  plan.servers = {{.role = ServerRole::new_server,
                   .addresses = {{.host = "mx.proxy.example", .endpoint = {ip("198.51.100.7"), 25}}},
                   .sends_from = {}}};
  auto world = watched(plan);
  world.see(IdentitySeen{
      .domain = kDomain,
      .path = "new",
      .address = ip("198.51.100.7"),
      .at = at(world.now()),
      .reverse = {.names = {{.name = name("mx.proxy.example"), .addresses = std::vector{ip(address)}}}},
      .greeting = std::nullopt});
  return world;
}

/// A message by the new path that has just arrived, and what it shows.
CutoverWorld showing(mail::Inspection inspection) {
  auto plan = proxy_plan(pending_gates());
  const auto server = [](cutover::ServerRole role, const std::string& address) {
    return cutover::Server{.role = role,
                           .addresses = {{.host = "mail.example.org", .endpoint = endpoint(address)}},
                           .sends_from = {}};
  };
  plan.servers = {server(cutover::ServerRole::old_server, "192.0.2.10"),
                  server(cutover::ServerRole::new_server, "198.51.100.7")};
  return after(watched(plan), [&](auto& w) {
    w.see(recorded_by(w.plan(), w.now(), "i1"));
    w.see(attempted(w.now(), "i1", mail::SmtpDisposition::accepted));
    auto found = mailbox_shows(w.now(), {{.id = "i1"}});
    std::get<MailboxRead>(found).content->found["i1"].sighting.inspection = std::move(inspection);
    w.see(found);
  });
}

const std::string kByProxy = "from a.example ([198.51.100.7]) by mail.example.org with ESMTP id 4OLD";
const std::string kAround = "from a.example ([203.0.113.9]) by mail.example.org with ESMTP id 4OLD";

struct Case {
  std::string_view id;
  Severity severity;
  std::function<CutoverWorld()> wrong;  ///< It holds here,
  std::function<CutoverWorld()> well;   ///< and not here, which is as near as can be.
};

const std::vector<Case>& cases() {
  using enum Severity;
  static const std::vector<Case> kCases{
      {"switched_too_early", critical,
       [] {
         return after(watched(), [](auto& w) {
           w.publish_everywhere(kNewMx, 60);
           w.pass(60);
         });
       },
       [] { return switched(); }},
      {"ttl_not_lowered", warning, [] { return watched(planned(2 * kHour)); },
       [] { return watched(planned(5 * kHour)); }},
      {"switch_overdue", warning,
       [] { return after(lowered(planned(1.9 * kHour)), [](auto& w) { w.pass(kHour); }); },
       [] { return lowered(planned(1.9 * kHour)); }},
      {"ttl_raised_early", warning,
       [] {
         return after(switched(), [](auto& w) {
           w.publish_everywhere(kNewMx, 3600);
           w.pass(60);
         });
       },
       [] {
         return after(moved(), [](auto& w) {
           w.publish_everywhere(kLastMx, 3600);
           w.pass(60);
         });
       }},
      {"ttl_not_restored", info, [] { return after(moved(), [](auto& w) { w.pass(49 * kHour); }); },
       [] { return after(moved(), [](auto& w) { w.pass(kHour); }); }},
      {"authorities_disagree", warning,
       [] {
         return after(lowered(), [](auto& w) {
           w.publish(kNs1, kNewMx, 60);
           w.pass(300);
         });
       },
       [] {
         return after(lowered(), [](auto& w) {
           w.publish(kNs1, kNewMx, 60);
           w.pass(60);
         });
       }},
      {"authority_lagging", warning,
       [] {
         return after(lowered(), [](auto& w) {
           w.publish(kNs1, kNewMx, 60);
           w.pass(300);
         });
       },
       [] {
         return after(lowered(), [](auto& w) {
           w.publish(kNs1, kNewMx, 60);
           w.pass(60);
         });
       }},
      {"authority_lame", warning,
       [] {
         return after(watched(), [](auto& w) {
           w.see(authority_says(w.now(), kNs2, answer_of_kind(dns::AnswerKind::refused)));
         });
       },
       [] { return watched(); }},
      {"evidence_too_old", warning,
       [] {
         return after(watched(), [](auto& w) {
           w.set_silent(kNs2, true);
           w.pass(300);
         });
       },
       [] {
         return after(watched(), [](auto& w) {
           w.set_silent(kNs2, true);
           w.pass(60);
         });
       }},
      {"delegation_not_found", warning, [] { return unfound(); },
       [] { return after(unfound(), [](auto& w) { w.see(delegation(w.now(), std::vector{kNs1, kNs2})); }); }},
      {"delegation_differs", warning,
       [] { return after(watched(), [](auto& w) { w.see(sides(w.now(), {"ns9.example.net."})); }); },
       [] { return after(watched(), [](auto& w) { w.see(sides(w.now(), {kNs1.name})); }); }},
      {"state_not_written", warning, [] { return seeing({unwritten()}); },
       [] { return seeing({unwritten(), StateWritten{.at = at(0)}}); }},
      {"state_set_aside", warning, [] { return restarted("/x/state.db.corrupt-1"); },
       [] { return restarted(""); }},
      {"plan_changed", info, [] { return seeing({replanned("0123")}); },
       [] { return seeing({replanned("")}); }},
      {"off_plan", warning,
       [] {
         return after(watched(), [](auto& w) {
           w.publish_everywhere(mx({"10 other.example.org"}), 3600);
           w.pass(60);
         });
       },
       [] { return watched(); }},
      {"mx_problem", critical,
       [] { return after(watched(), [](auto& w) { w.see(linted(w.now(), {dns::MxProblem::no_address})); }); },
       [] { return after(watched(), [](auto& w) { w.see(linted(w.now(), {})); }); }},
      {"resolver_past_bound", warning, with_late_resolver, [] { return moved(); }},
      {"resolver_intercepted", info, with_intercepted, [] { return watched(); }},
      {"own_network_down", warning,
       [] {
         return after(watched(), [](auto& w) {
           w.see(OwnNetworkJudged{
               .domain = kDomain, .record = kMxQuestion, .at = at(w.now()), .is_down = true});
         });
       },
       [] {
         return after(watched(), [](auto& w) {
           w.see(OwnNetworkJudged{
               .domain = kDomain, .record = kMxQuestion, .at = at(w.now()), .is_down = false});
         });
       }},
      {"new_path_refuses", critical,
       [] { return with_mail(switched(), "new", mail::MessageResult::refused, 120); },
       [] { return with_mail(switched(), "new", mail::MessageResult::refused, 60); }},
      {"new_path_loses", critical, [] { return with_mail(switched(), "new", std::nullopt, 1200); },
       [] { return with_mail(switched(), "new", std::nullopt, 600); }},
      {"new_path_defers", warning,
       [] {
         return with_messages(watched(), [](double now) {
           return std::vector{recorded(now - 400, "d1"), departing("d1"),
                              attempted(now - 400, "d1", mail::SmtpDisposition::deferred)};
         });
       },
       [] {
         return with_messages(watched(), [](double now) {
           return std::vector{recorded(now - 200, "d1"), departing("d1"),
                              attempted(now - 200, "d1", mail::SmtpDisposition::deferred)};
         });
       }},
      {"old_path_fails", critical,
       [] { return with_mail(lowered(), "old", mail::MessageResult::refused, 120); },
       [] { return with_mail(switched(), "old", mail::MessageResult::refused, 120); }},
      {"path_stopped", critical,
       [] { return with_mail(switched(), "new", mail::MessageResult::refused, 360); },
       [] { return with_mail(switched(), "new", mail::MessageResult::refused, 180); }},
      {"mail_in_junk", warning,
       [] { return with_messages(watched(), [](double now) { return arriving(now, "j1", 1, true); }); },
       [] { return with_messages(watched(), [](double now) { return arriving(now, "j1", 1, false); }); }},
      {"path_contradicted", warning, [] { return showing({.received = {kAround}, .changes = {}}); },
       [] { return showing({.received = {kByProxy}, .changes = {}}); }},
      {"headers_changed", warning,
       [] { return showing({.received = {kByProxy}, .changes = {{mail::MessageField::subject, "-a\n+b"}}}); },
       [] { return showing({.received = {kByProxy}, .changes = {}}); }},
      {"mail_slow", warning,
       [] {
         return with_messages(unwatched(150), [](double now) {
           return joined(arriving(now - 180, "s1", 150, false), arriving(now - 170, "s2", 150, false));
         });
       },
       [] {
         return with_messages(unwatched(150), [](double now) {
           return joined(arriving(now - 180, "s1", 100, false), arriving(now - 170, "s2", 150, false));
         });
       }},
      {"mailbox_unreadable", warning,
       [] {
         return after(watched(), [](auto& w) {
           w.see(MailboxRead{.domain = kDomain,
                             .mailbox = "inbox",
                             .at = at(w.now()),
                             .ended = at(w.now()),
                             .pace = kLookPace,
                             .content = std::unexpected(Failure{FailureKind::timeout, "no reply"})});
         });
       },
       [] { return watched(); }},
      {"reverse_name_wrong", warning, [] { return with_identity("203.0.113.9"); },
       [] { return with_identity("198.51.100.7"); }}};
  return kCases;
}

}  // namespace

TEST_CASE("every condition holds where it is to, and not where that just is not so") {
  for (const auto& [id, severity, wrong, well] : cases()) {
    INFO("condition ", std::string(id));
    const auto bad = wrong();
    const auto seen = bad.assess();
    const auto* condition = find(seen.conditions, id);
    CHECK_MESSAGE(condition != nullptr, all_of(seen));
    if (condition == nullptr) continue;
    CHECK(condition->severity == severity);
    CHECK_FALSE(condition->evidence.empty());
    CHECK(std::ranges::all_of(condition->sentence(), [](char c) { return c >= 0x20 && c < 0x7f; }));
    const auto good = well();
    const auto none = good.assess();
    CHECK_MESSAGE(find(none.conditions, id) == nullptr, all_of(none));
  }
}

TEST_CASE("what is in no stage of the plan is not what it was before: a switch is not said to be overdue") {
  const auto off_plan = after(lowered(planned(1.9 * kHour)), [](auto& w) {
    w.publish_everywhere(mx({"10 elsewhere.example.org"}), 60);
    w.pass(kHour);
  });
  const auto seen = off_plan.assess();
  CHECK(find(seen.conditions, "off_plan") != nullptr);
  CHECK(find(seen.conditions, "switch_overdue") == nullptr);
}

/// Those with a file of their own: recipient_, dns_mail_, upstream_, lock_ and proxy_down_condition_test.cpp,
/// and gates/log_gate_ and log_forwarding_test.cpp.
const std::set<std::string_view> kTestedElsewhere{"recipient_refused_at_new",
                                                  "dns_mail_fails",
                                                  "upstream_rejects_proxy",
                                                  "upstream_down",
                                                  "upstream_not_locked",
                                                  "locked_too_early",
                                                  "mail_bypasses_proxy",
                                                  "forward_greylisted",
                                                  "mail_stranded",
                                                  "mail_not_handed_on",
                                                  "log_silent",
                                                  "proxy_down"};

TEST_CASE("every condition whose evidence is gathered is in that table, or in a test of its own") {
  for (const auto& rule : condition_rules()) {
    const bool has_own_tests = kTestedElsewhere.contains(rule.id);
    const bool is_tested = has_own_tests || std::ranges::find(cases(), rule.id, &Case::id) != cases().end();
    CHECK_MESSAGE(is_tested == rule.is_watched(), std::string(rule.id));
  }
}

TEST_CASE("evidence_too_old: what only a restart says was published is nobody's word") {
  auto world = watched();
  world.pass_unwatched(300);
  auto domain = *world.snapshot().domains.at(kDomain);
  for (auto& [question, record] : domain.records) {
    for (auto& [server, view] : record.write().authorities) {
      for (auto& version : view.write().history.versions) version.last_seen = at(world.now());
    }
  }
  const auto assessed = assess(world.plan(), domain, {}, at(world.now()));
  CHECK_MESSAGE(find(assessed.conditions, "evidence_too_old") != nullptr, all_of(assessed));
}
