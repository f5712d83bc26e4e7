#include "core/cutover/conditions/condition.hpp"
#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const mail::Exchange kOldExchange{
    .host = "mail.example.org.", .address = endpoint("192.0.2.10:25"), .rank = 0, .path = "old"};
const mail::Exchange kNewExchange{
    .host = "in.proxy.example.", .address = endpoint("198.51.100.7:25"), .rank = 0, .path = "new"};

Plan as_dns_says() {
  auto plan = proxy_plan(pending_gates());
  plan.round_trips.front().paths.push_back(Path::dns);
  return plan;
}

/// One that is neither server's, which the plan watches.
const mail::Exchange kBackup{
    .host = "backup.example.net.", .address = endpoint("203.0.113.9:25"), .rank = 0, .path = ""};

CutoverWorld switched_world() {
  static const auto kWorld = [] {
    auto world = lowered(as_dns_says());
    world.publish_everywhere(kNewMx, 60);
    world.pass(600);
    return world;
  }();
  return kWorld;
}

/// The old server was taken out, and its last copies have ended.
CutoverWorld moved_on() {
  auto world = switched_world();
  world.pass(3 * kHour);
  world.publish_everywhere(kLastMx, 60);
  world.pass(600);
  return world;
}

/// Sent so many seconds ago to a destination, whose server answers so.
void send(CutoverWorld& world, double ago, const std::string& id, const mail::Exchange& to,
          mail::SmtpDisposition disposition) {
  auto seen = recorded_by(world.plan(), world.now() - ago, id, "dns");
  std::get<MessageRecorded>(seen).entry.way = mail::DnsWay{.exchanges = {to}, .resolvers = {"google"}};
  world.see(seen);
  auto attempt = attempted(world.now() - ago, id, disposition);
  std::get<MessageAttempted>(attempt).attempt.server = to.address;
  world.see(attempt);
}

const Condition* failing(const CutoverAssessment& assessed) {
  return find(assessed.conditions, "dns_mail_fails");
}

using enum mail::SmtpDisposition;

}  // namespace

TEST_CASE("two messages in a row that one destination refuses are real senders' mail that bounces") {
  auto world = switched_world();
  send(world, 100, "d1", kNewExchange, refused);
  CHECK(failing(world.assess()) == nullptr);
  send(world, 40, "d2", kNewExchange, refused);
  const auto assessed = world.assess();
  REQUIRE(failing(assessed) != nullptr);
  CHECK(failing(assessed)->severity == Severity::critical);
  CHECK(failing(assessed)->evidence ==
        "the last two messages of main to in.proxy.example. 198.51.100.7:25, where google would send them, "
        "ended as "
        "refused and refused");
  CHECK(assessed.decision.kind == DecisionKind::wait);
  CHECK(assessed.decision.sentence.contains("where google would send them"));
}

TEST_CASE("one message to each of two destinations tells of neither, and what was taken ends it") {
  auto apart = switched_world();
  send(apart, 100, "d1", kNewExchange, refused);
  send(apart, 40, "d2", kOldExchange, refused);
  CHECK(failing(apart.assess()) == nullptr);
  auto mended = switched_world();
  send(mended, 160, "d1", kNewExchange, refused);
  send(mended, 100, "d2", kNewExchange, refused);
  send(mended, 40, "d3", kNewExchange, accepted);
  mended.see(mailbox_shows(mended.now(), {{"d3"}}));
  CHECK(failing(mended.assess()) == nullptr);
}

TEST_CASE("the old server may refuse once no honest cache leads there, and not before") {
  const auto refused_by_old = [](CutoverWorld world) {
    send(world, 100, "d1", kOldExchange, refused);
    send(world, 40, "d2", kOldExchange, refused);
    return world.assess();
  };
  CHECK(failing(refused_by_old(switched_world())) != nullptr);
  const auto assessed = refused_by_old(moved_on());
  CHECK_MESSAGE(failing(assessed) == nullptr, all_of(assessed));
}

TEST_CASE("a destination that refused five in a row holds every step up while nothing is sent there") {
  auto world = switched_world();
  for (int i = 0; i < 5; ++i) send(world, 1000 - 60 * i, fmt::format("d{}", i), kNewExchange, refused);
  const auto assessed = world.assess();
  CHECK(failing(assessed) == nullptr);
  const auto* stopped = find(assessed.conditions, "path_stopped");
  REQUIRE_MESSAGE(stopped != nullptr, all_of(assessed));
  CHECK(stopped->severity == Severity::critical);
  CHECK(stopped->evidence.starts_with("the dns path refused 5 messages of main in a row"));
  CHECK(assessed.decision.kind == DecisionKind::wait);
}

TEST_CASE("of the refusals that stop destinations only the old server's are its right, whoever came last") {
  auto world = moved_on();
  for (int i = 0; i < 5; ++i) send(world, 500 - 60 * i, fmt::format("o{}", i), kOldExchange, refused);
  CHECK_MESSAGE(find(world.assess().conditions, "path_stopped") == nullptr, all_of(world.assess()));
  for (int i = 0; i < 5; ++i) send(world, 1500 - 60 * i, fmt::format("b{}", i), kBackup, refused);
  const auto assessed = world.assess();
  const auto* stopped = find(assessed.conditions, "path_stopped");
  REQUIRE_MESSAGE(stopped != nullptr, all_of(assessed));
  CHECK(stopped->severity == Severity::critical);
  CHECK(assessed.decision.sentence.contains("the dns path refused 5 messages"));
  CHECK(assessed.decision.kind == DecisionKind::wait);
}

TEST_CASE("mail as DNS says lets no gate pass that asks for the new path") {
  auto world = lowered([] {
    auto plan = as_dns_says();
    plan.round_trips.front().paths = {Path::dns};
    return plan;
  }());
  for (int i = 1; i <= 4; ++i) {
    const auto id = fmt::format("d{}", i);
    send(world, 10 * i, id, kNewExchange, accepted);
    world.see(mailbox_shows(world.now(), {{id}}));
  }
  CHECK(world.verdict(Step::switch_over, "new_path_delivers") == VerdictKind::no_evidence);
}
