#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

// What probe mail tells once the plan, or the host's clock, is another one than when it was sent.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

Server server(ServerRole role, const std::string& host, const std::string& address) {
  return {.role = role,
          .addresses = {mail::MailServer{.host = host, .endpoint = endpoint(address)}},
          .sends_from = {}};
}

Plan proxy_with_servers() {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  plan.servers = {server(ServerRole::old_server, "mail.example.org", "192.0.2.10"),
                  server(ServerRole::new_server, "in.proxy.example", "198.51.100.7")};
  plan.mailboxes = {
      {.id = "inbox",
       .server = {.host = "mail.example.org",
                  .endpoint = endpoint("192.0.2.10:993"),
                  .credentials = mail::Credentials{.user = "probe@example.org", .password = "secret"}},
       .folders = {"INBOX"}}};
  return plan;
}

/// Two hours after the switch.
MovingWorld switched() {
  MovingWorld world(proxy_with_servers(), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  return world;
}

Verdict verified(const MovingWorld& world) { return world.verdict(Step::remove_old, "new_path_verified"); }

Verdict delivers(const MovingWorld& world) { return world.verdict(Step::retire_old, "new_path_delivers"); }

bool holds(const MovingWorld& world, std::string_view condition) {
  return std::ranges::any_of(world.assess().conditions,
                             [&](const auto& each) { return each.rule->id == condition; });
}

void set_clock(MovingWorld& world, double by) {
  const auto span = std::chrono::duration_cast<Millis>(std::chrono::duration<double>(by));
  world.see(ClockStepped{.at = at(world.now() + by), .by = span});
  world.pass_unwatched(by);
}

void send(MovingWorld& world, const std::string& id, const std::string& path) {
  world.see(recorded_by(world.plan(), world.now(), id, path));
  world.see(departing(id));
  world.see(attempted(world.now(), id, mail::SmtpDisposition::accepted));
}

/// Looks at everything, as seldom as mail is sent.
void pass_slowly(MovingWorld& world, double seconds, double interval) {
  for (const double end = world.now() + seconds; world.now() < end;
       world.pass_unwatched(interval - kLookEvery))
    world.pass(kLookEvery);
  world.pass(kLookEvery);
}

Plan slow_plan(std::chrono::minutes interval) {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  plan.round_trips.front().interval = interval;
  for (auto& record : plan.records) record.interval = interval;
  return plan;
}

}  // namespace

TEST_CASE("mail that went elsewhere than the plan says now is no evidence, and the run begins anew") {
  auto world = switched();
  auto plan = world.plan();
  SUBCASE("another address") {
    const auto elsewhere = dns::RrSet::parse(dns::RrType::a, {"203.0.113.99"}).value();
    plan.servers.back() = server(ServerRole::new_server, "in.proxy.example", "203.0.113.99");
    world.publish(plan.records.at(1).question, elsewhere, 60);
    world.pass(1);
    plan.records.at(1).stages = {elsewhere};
  }
  SUBCASE("another port") { plan.servers.back().addresses.front().endpoint.port = 2525; }
  SUBCASE("another recipient") { plan.round_trips.front().to = "other@example.org"; }
  SUBCASE("another account") { plan.mailboxes.front().server.credentials->user = "other@example.org"; }
  SUBCASE("another mailbox") {
    plan.mailboxes.front().id = "box";
    plan.round_trips.front().mailbox = "box";
  }
  world.replan(plan);
  CHECK_MESSAGE(verified(world).kind == VerdictKind::no_evidence, verified(world).evidence);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::no_evidence, delivers(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  if (plan.round_trips.front().mailbox != "inbox") return;  // the world's mail arrives there
  world.pass(2 * kLookEvery);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::pass, delivers(world).evidence);
  CHECK_MESSAGE(verified(world).kind == VerdictKind::wait, verified(world).evidence);
  world.pass(kHour);
  CHECK_MESSAGE(verified(world).kind == VerdictKind::pass, verified(world).evidence);
}

TEST_CASE("a password, a folder or a certificate that is changed leaves mail what it was") {
  auto world = switched();
  auto plan = world.plan();
  plan.mailboxes.front().server.credentials->password = "another";
  plan.mailboxes.front().folders = {"INBOX", "Junk"};
  plan.servers.back().addresses.front().ca_file = "own.pem";
  world.replan(plan);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("mail of before counts again once the plan is what it was") {
  auto world = switched();
  const auto before = world.plan();
  auto plan = before;
  plan.servers.back().addresses.front().endpoint.port = 2525;
  world.replan(plan);
  REQUIRE(verified(world).kind == VerdictKind::no_evidence);
  world.replan(before);
  CHECK_MESSAGE(verified(world).kind == VerdictKind::pass, verified(world).evidence);
}

TEST_CASE("a plan that is changed, and changed back, mends no harm") {
  MovingWorld world(proxy_with_servers(), 60);
  world.pass(2 * kHour);
  world.set_mail("new", Fate::refused);
  world.pass(2 * kLookEvery);
  world.set_mail("new", Fate::delivered);
  world.pass(3 * kLookEvery);
  const auto before = world.plan();
  auto plan = before;
  plan.servers.back().addresses.front().endpoint.port = 2525;
  world.replan(plan);
  world.pass(kLookEvery);
  world.replan(before);
  const auto said = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(said.kind == VerdictKind::no_evidence, said.evidence);
  world.pass(kLookEvery);
  const auto then = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(then.kind == VerdictKind::wait, then.evidence);
}

TEST_CASE("a message under way to where no mail is sent any more is neither overdue nor put off") {
  auto world = switched();
  auto plan = world.plan();
  for (auto& each : plan.servers) each.addresses.front().endpoint.port = 2525;
  SUBCASE("missing") {
    world.set_mail("new", Fate::missing);
    world.set_mail("old", Fate::missing);
    world.pass(480);
    REQUIRE(delivers(world).kind == VerdictKind::fail);
    REQUIRE(world.assess().way_back.old_path.words.contains("has not arrived"));
  }
  SUBCASE("put off") {
    world.set_mail("new", Fate::put_off);
    world.set_mail("old", Fate::put_off);
    world.pass(480);
    REQUIRE(holds(world, "new_path_defers"));
    REQUIRE(world.assess().way_back.old_path.state == OldPath::refuses);
  }
  world.replan(plan);
  CHECK_FALSE(holds(world, "new_path_defers"));
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::no_evidence, delivers(world).evidence);
  const auto back = world.assess().way_back.old_path;
  CHECK_MESSAGE(back.words == "no message of main by the old path has ended lately", back.words);
}

TEST_CASE("a message under way to a mailbox that the plan has no more holds nothing up") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()), 60);
  world.pass(2 * kHour);
  auto former = world.plan();
  former.round_trips.front().mailbox = "former";
  world.see(recorded_by(former, world.now(), "stuck"));
  world.see(departing("stuck"));
  world.see(attempted(world.now(), "stuck", mail::SmtpDisposition::accepted));
  world.pass(2 * kHour);
  REQUIRE(world.state().mail->in_flight.contains("stuck"));
  const auto said = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(said.kind == VerdictKind::pass, said.evidence);
}

TEST_CASE("a round trip that is gone, or takes the path no more, puts nothing off") {
  auto world = switched();
  world.set_mail("new", Fate::put_off);
  world.pass(480);
  REQUIRE(holds(world, "new_path_defers"));
  auto plan = world.plan();
  SUBCASE("gone") { plan.round_trips.front().id = "other"; }
  SUBCASE("by the old path alone") { plan.round_trips.front().paths = {Path::old_path}; }
  world.replan(plan);
  CHECK_FALSE(holds(world, "new_path_defers"));
}

TEST_CASE("two messages are found lately however few intervals evidence counts for") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.timing.evidence_age = 1;
  SUBCASE("one") {}
  SUBCASE("two, and a look is late") { plan.timing.evidence_age = 2; }
  MovingWorld world(plan, 60);
  world.pass(6 * kHour);
  world.pass_unwatched((plan.timing.evidence_age - 1) * 100);
  const auto well = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(well.kind == VerdictKind::pass, well.evidence);
  world.set_mail("new", Fate::refused);
  world.pass(kLookEvery);
  world.set_mail("new", Fate::delivered);
  world.pass(kLookEvery);
  const auto bad = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(bad.kind == VerdictKind::fail, bad.evidence);
  world.pass_unwatched(kLookEvery * plan.timing.evidence_age);
  const auto old = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(old.kind == VerdictKind::no_evidence, old.evidence);
}

TEST_CASE("mail that is sent more seldom than it is lost makes a run all the same") {
  MovingWorld world(slow_plan(std::chrono::minutes{30}), 60);
  pass_slowly(world, 3 * kHour, 1800);
  world.take(Step::switch_over, 60);
  pass_slowly(world, 3 * kHour, 1800);
  CHECK_MESSAGE(verified(world).kind == VerdictKind::pass, verified(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.pass_unwatched(1.6 * kHour);  // nobody knows what became of mail meanwhile
  world.pass(kLookEvery);
  CHECK_MESSAGE(verified(world).kind != VerdictKind::pass, verified(world).evidence);
}

TEST_CASE("harm is mended also where mail is sent more seldom than it is lost") {
  MovingWorld world(slow_plan(std::chrono::minutes{20}), 60);
  pass_slowly(world, 3 * kHour, 1200);
  world.set_mail("new", Fate::refused);
  pass_slowly(world, kHour, 1200);
  world.set_mail("new", Fate::delivered);
  pass_slowly(world, 5 * kHour, 1200);
  const auto said = world.verdict(Step::switch_over, "new_path_delivers");
  CHECK_MESSAGE(said.kind == VerdictKind::pass, said.evidence);
}

TEST_CASE("mail that is sent after the clock was set back is not lost by a look from before") {
  MovingWorld world(moving_plan(Kind::proxy, pending_gates()), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  set_clock(world, 1 - kHour);
  for (int i = 0; i < 2; ++i) {
    send(world, fmt::format("oldx{}", i), "old");
    send(world, fmt::format("newx{}", i), "new");
    world.pass_unwatched(30);
  }
  world.see(mailbox_shows(world.now(), {{.id = "oldx0"}, {.id = "oldx1"}, {.id = "newx0"}, {.id = "newx1"}}));
  send(world, "oldx2", "old");
  world.see(mailbox_shows(world.now() + 1, {{.id = "oldx2"}}));
  for (const auto* id : {"oldx0", "oldx1", "newx0", "newx1"}) {
    CAPTURE(id);
    CHECK(find_message(*world.state().mail, id)->result == mail::MessageResult::delivered);
  }
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
}

TEST_CASE("for how long mail from before the clock was set is put off nobody knows") {
  auto world = switched();
  world.set_mail("new", Fate::put_off);
  world.set_mail("old", Fate::put_off);
  world.pass(kLookEvery);
  REQUIRE_FALSE(holds(world, "new_path_defers"));
  set_clock(world, kHour);
  CHECK_FALSE(holds(world, "new_path_defers"));
  const auto back = world.assess().way_back.old_path;
  CHECK_MESSAGE(back.state == OldPath::unproven, back.words);
}
