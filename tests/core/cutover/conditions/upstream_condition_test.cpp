#include "core/cutover/conditions/condition.hpp"
#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

/// What the proxy reports of a message.
struct Told {
  mail::DsnAction action = mail::DsnAction::failed;
  std::string status = "5.7.1";
  std::string diagnostic = "554 5.7.1 Client host rejected";
  std::string remote_mta = "192.0.2.10";
  std::string reporting_mta = "in.proxy.example";
};

Observation told(double when, const std::string& id, const Told& what) {
  auto seen = bounced(when, id, what.action, what.status);
  auto& dsn = std::get<ReportsRead>(seen).content->reports.front().dsn;
  dsn.reporting_mta = what.reporting_mta;
  dsn.recipients.front().diagnostic = what.diagnostic;
  dsn.recipients.front().remote_mta = what.remote_mta;
  return seen;
}

/// Messages that the proxy took, one a second, and what it reports of them ten seconds later.
CutoverWorld with_reports(CutoverWorld world, const std::vector<Told>& reports) {
  const double now = world.now();
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto id = "r" + std::to_string(i);
    const double when = now - 30 + static_cast<double>(i);
    world.see(recorded_by(world.plan(), when, id));
    world.see(departing(id));
    world.see(attempted(when, id, mail::SmtpDisposition::accepted));
    world.see(told(when + 10, id, reports[i]));
  }
  world.see(mailbox_shows(now, {}));
  return world;
}

bool holds(const CutoverWorld& world, std::string_view id) {
  const auto seen = world.assess();
  INFO(all_of(seen));
  return find(seen.conditions, id) != nullptr;
}

Told unreachable(std::string diagnostic = "connect to mail.example.org[192.0.2.10]:25: Connection refused") {
  return {.action = mail::DsnAction::delayed,
          .status = "4.4.1",
          .diagnostic = std::move(diagnostic),
          .remote_mta = ""};
}

CutoverWorld refused_by_old(CutoverWorld world, double seconds = 120) {
  return with_mail(std::move(world), "old", mail::MessageResult::refused, seconds);
}

}  // namespace

TEST_CASE("an old server that refuses what the proxy hands on is told by two bounces that name it") {
  struct Row {
    const char* what;
    std::vector<Told> reports;
    bool is_told;
  };
  const Told plain;
  const Row rows[] = {
      {"twice, by its address", {plain, plain}, true},
      {"by its name", {plain, {.remote_mta = "Mail.Example.ORG."}}, true},
      {"by its address in brackets", {plain, {.remote_mta = "[192.0.2.10]"}}, true},
      {"by the words of the proxy alone",
       {plain, {.diagnostic = "host mail.example.org[192.0.2.10] said: 554 5.7.1 no", .remote_mta = ""}},
       true},
      {"with a port", {plain, {.remote_mta = "192.0.2.10:25"}}, true},
      {"with a status that says nothing more", {plain, {.status = "5.0.0", .diagnostic = "554 no"}}, true},
      {"once", {plain}, false},
      {"another one between", {plain, {.remote_mta = "192.0.2.99"}}, false},
      {"nobody is named", {plain, {.remote_mta = ""}}, false},
      {"the domain of a recipient is no name",
       {plain, {.diagnostic = "550 5.7.1 <probe@mail.example.org>: no", .remote_mta = ""}},
       false},
      {"the old server's own bounce", {plain, {.reporting_mta = "mail.example.org"}}, false},
      {"an unknown recipient", {plain, {.status = "5.1.1", .diagnostic = "550 5.1.1 unknown"}}, false},
      {"a full mailbox", {plain, {.status = "5.2.2", .diagnostic = "552 5.2.2 full"}}, false},
      {"too large", {plain, {.status = "5.3.4", .diagnostic = "552 5.3.4 too big"}}, false},
      {"a loop", {plain, {.status = "5.4.6", .diagnostic = "554 5.4.6 too many hops"}}, false},
      {"given up", {plain, {.status = "4.7.1", .diagnostic = "450 4.7.1 later"}}, false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(holds(with_reports(switched(), row.reports), "upstream_rejects_proxy") == row.is_told);
  }
}

TEST_CASE("before the switch nobody's mail comes by the proxy, and in other kinds nobody's does") {
  const auto early = with_reports(lowered(), {Told{}, Told{}}).assess();
  const auto* found = find(early.conditions, "upstream_rejects_proxy");
  REQUIRE_MESSAGE(found != nullptr, all_of(early));
  CHECK(found->severity == Severity::warning);
  const auto late = with_reports(switched(), {Told{}, Told{}}).assess();
  found = find(late.conditions, "upstream_rejects_proxy");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::critical);
  CHECK(found->evidence.contains("554 5.7.1 Client host rejected (192.0.2.10, told by a bounce of"));
  auto plan = proxy_plan(pending_gates());
  plan.kind = Kind::server;
  const auto world = with_reports(switched(), {Told{}, Told{}, unreachable(), unreachable()});
  const auto seen = assess(plan, *world.snapshot().domains.at(kDomain), {}, at(world.now()));
  for (const auto* id : {"upstream_rejects_proxy", "upstream_down"})
    CHECK_MESSAGE(find(seen.conditions, id) == nullptr, all_of(seen));
}

TEST_CASE("an old server that the proxy does not reach is told by two reports that name it") {
  struct Row {
    const char* what;
    std::vector<Told> reports;
    bool is_told;
  };
  auto given_up = unreachable();
  given_up.action = mail::DsnAction::failed;
  auto puts_off = unreachable("host mail.example.org[192.0.2.10] said: 450 4.3.0 try again");
  puts_off.status = "4.3.0";
  const Row rows[] = {
      {"delayed twice", {unreachable(), unreachable()}, true},
      {"delayed, and given up", {given_up, unreachable()}, true},
      {"delayed once", {unreachable()}, false},
      {"the proxy's own filter is down",
       {unreachable("connect to 127.0.0.1[127.0.0.1]:10024: Connection refused"),
        unreachable("connect to 127.0.0.1[127.0.0.1]:10024: Connection refused")},
       false},
      {"it answers 4xx", {puts_off, puts_off}, false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(holds(with_reports(switched(), row.reports), "upstream_down") == row.is_told);
  }
}

TEST_CASE("the old server is reached again once anything has arrived by the proxy since") {
  const auto down = with_reports(switched(), {unreachable(), unreachable()});
  CHECK(holds(down, "upstream_down"));
  const auto later = after(down, [](auto& world) {
    world.see(recorded_by(world.plan(), world.now(), "later"));
    world.see(attempted(world.now(), "later", mail::SmtpDisposition::accepted));
    world.see(mailbox_shows(world.now() + 1, {{"later"}}));
  });
  CHECK_FALSE(holds(later, "upstream_down"));
  const auto itself = after(down, [](auto& world) { world.see(mailbox_shows(world.now() + 1, {{"r0"}})); });
  CHECK_FALSE(holds(itself, "upstream_down"));
  const auto forgotten = after(down, [](auto& world) { world.pass_unwatched(600); });
  CHECK_FALSE(holds(forgotten, "upstream_down"));
}

TEST_CASE("a 5xx of the old server is too early after the switch, until no copy leads there") {
  CHECK(holds(refused_by_old(switched()), "locked_too_early"));
  CHECK_FALSE(holds(refused_by_old(switched(), 60), "locked_too_early"));
  CHECK_FALSE(holds(refused_by_old(lowered()), "locked_too_early"));
  CHECK_FALSE(holds(refused_by_old(moved()), "locked_too_early"));
  CHECK_FALSE(holds(switched(), "locked_too_early"));
  const auto seen = refused_by_old(switched()).assess();
  const auto* found = find(seen.conditions, "locked_too_early");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::critical);
  CHECK(found->evidence.contains("the old server refused the last two messages of main by the old path"));
  CHECK(found->evidence.contains("which leads to the old server"));
}

TEST_CASE("it stays too early while nothing is sent there for that") {
  CHECK(holds(refused_by_old(switched(), 360), "locked_too_early"));
}

TEST_CASE("what the old server took and bounced, or refused before the switch, is no lock") {
  auto world = refused_by_old(lowered());
  world.set_mail("old", mail::MessageResult::delivered);
  world.publish_everywhere(kNewMx, 60);
  CHECK_FALSE(holds(after(std::move(world), [](auto& each) { each.pass(60); }), "locked_too_early"));
  auto bounces = switched();
  for (const auto* id : {"b1", "b2"}) {
    bounces.see(recorded_by(bounces.plan(), bounces.now() - 20, id, "old"));
    bounces.see(attempted(bounces.now() - 20, id, mail::SmtpDisposition::accepted));
    bounces.see(bounced(bounces.now() - 10, id, mail::DsnAction::failed, "5.7.1"));
  }
  bounces.see(mailbox_shows(bounces.now(), {}));
  CHECK_FALSE(holds(bounces, "locked_too_early"));
}
