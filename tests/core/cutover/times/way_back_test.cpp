#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <variant>

// What harms the new path after the switch, and what is said then.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
using Lines = std::vector<std::string>;

MovingWorld switched(Kind kind) {
  MovingWorld world(moving_plan(kind, pending_gates()), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  return world;
}

MovingWorld finished() {
  auto world = switched(Kind::proxy);
  world.pass(2 * kHour);
  world.take(Step::remove_old, 60);
  world.pass(600);
  return world;
}

}  // namespace

TEST_CASE("the way back from the last stage leads past the proxy that refuses, not to it again") {
  auto world = finished();
  REQUIRE(world.assess().phase == Phase::finish);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  CHECK(world.assess().decision.publish == Lines{"example.org. 60 IN MX 10 mail.example.org."});
}

TEST_CASE("the way back takes along all that was switched, and leaves alone what was there before") {
  auto plan = moving_plan(Kind::server, pending_gates());
  auto& address = plan.records.at(1);
  address.stages.insert(address.stages.begin(), kAbsent);
  address.steps = {Step::lower_ttl};
  MovingWorld world(plan, 60);
  world.publish(address.question, address.stages.back(), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  CHECK(world.assess().decision.publish ==
        Lines{"example.org. 60 IN MX 10 mail.example.org.", "submission.example.org. 60 IN A 192.0.2.10"});
}

TEST_CASE("mail of another recipient does not prove the old path good") {
  auto plan = moving_plan(Kind::server, pending_gates());
  auto other = plan.round_trips.front();
  other.id = "other";
  SUBCASE("that has an old path") { other.paths = {Path::old_path, Path::new_path}; }
  SUBCASE("that has an old path alone") { other.paths = {Path::old_path}; }
  plan.round_trips.push_back(other);
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  world.set_mail("new", Fate::refused);
  world.set_mail("old", Fate::refused);
  world.pass(360);
  auto sent = recorded(world.now(), "other1", "old");
  std::get<MessageRecorded>(sent).entry.probe = "other";
  for (const auto& each :
       {sent, departing("other1"), attempted(world.now(), "other1", mail::SmtpDisposition::accepted),
        mailbox_shows(world.now() + 1, {{.id = "other1"}})})
    world.see(each);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  CHECK(world.sentence().contains("not proven good either"));
}

TEST_CASE("who has no good path is told what to do") {
  for (const auto fate : {Fate::refused, Fate::missing}) {
    auto world = switched(Kind::server);
    world.set_mail("old", Fate::refused);
    world.set_mail("new", fate);
    world.pass(1800);
    const auto said = world.sentence();
    CAPTURE(said);
    CHECK(said.starts_with("Wait: the last two messages of main by the new path ended as "));
    CHECK(said.contains("not proven good either. "));
    CHECK(said.ends_with(", or open the old one and go back: cutwatch rollback."));
    CHECK(said.contains("(cutwatch explain CODE)") == (fate == Fate::refused));
    CHECK(said.contains("queue and log") == (fate == Fate::missing));
  }
}

TEST_CASE("the code to look up is the one that the new server said") {
  auto world = switched(Kind::server);
  world.set_mail("old", Fate::refused);
  for (const auto* id : {"bad1", "bad2"}) {
    auto refused = attempted(world.now(), id, mail::SmtpDisposition::refused);
    std::get<MessageAttempted>(refused).attempt.reply =
        mail::SmtpReply{.code = 550, .enhanced_code = "5.7.1", .text = "no"};
    world.set_mail("new", Fate::missing);
    world.pass(kLookEvery);
    world.see(recorded_by(world.plan(), world.now() - 1, id));
    world.see(departing(id));
    world.see(refused);
  }
  CHECK_MESSAGE(world.sentence().contains("5.7.1 no, and the old path is not proven good either. Correct the "
                                          "new server (cutwatch explain 5.7.1), or open"),
                world.sentence());
}

TEST_CASE("an old path on which mail is overdue is not proven good") {
  auto world = switched(Kind::server);
  world.set_mail("old", Fate::missing);
  world.pass(kLookEvery);
  world.set_mail("old", Fate::delivered);
  world.set_mail("new", Fate::refused);
  world.pass(2 * kLookEvery);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  world.pass(480);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  world.pass(360);  // it is lost by now, and those since have arrived
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::roll_back, world.sentence());
}

TEST_CASE("refusals of long ago are no reason to go back") {
  auto world = switched(Kind::server);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  world.set_mail("new", Fate::put_off);
  world.pass(kHour);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
}

TEST_CASE("two samples with a long silence between them are not two in a row") {
  auto world = switched(Kind::server);
  world.set_mail("new", Fate::refused);
  world.pass(kLookEvery);
  world.pass_unwatched(kHour);
  world.pass(kLookEvery);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  world.pass(kLookEvery);
  CHECK(world.assess().decision.kind == DecisionKind::roll_back);
}

TEST_CASE("whether the old server would take the mail that goes back is told with the way back") {
  auto world = switched(Kind::proxy);
  CHECK(world.assess().way_back.old_path.state == OldPath::good);
  world.set_mail("old", Fate::refused);
  world.pass(kLookEvery);
  auto found = world.assess().way_back.old_path;
  CHECK(found.state == OldPath::refuses);
  CHECK_MESSAGE(found.words.contains("by the old path, sent at"), found.words);
  CHECK_MESSAGE(found.words.contains("ended as refused"), found.words);
  world.pass_unwatched(kHour);
  found = world.assess().way_back.old_path;
  CHECK(found.state == OldPath::unproven);
  CHECK(found.words == "no message of main by the old path has ended lately");
}

TEST_CASE("an old server that only puts mail off is nothing to go back to") {
  auto world = switched(Kind::proxy);
  world.set_mail("old", Fate::put_off);
  world.pass(600);
  const auto found = world.assess().way_back.old_path;
  CHECK(found.state == OldPath::refuses);
  CHECK_MESSAGE(found.words.contains("has been put off"), found.words);
}

TEST_CASE("a plan that sends no mail down the old path proves nothing of it") {
  auto plan = moving_plan(Kind::address, pending_gates());
  for (auto& trip : plan.round_trips) trip.paths = {Path::new_path};
  MovingWorld world(plan, 60);
  world.pass(600);
  CHECK(world.assess().way_back.old_path.state == OldPath::unproven);
}

TEST_CASE("mail that the new path puts off is waited for, and the sentence says what to do") {
  auto world = switched(Kind::server);
  world.set_mail("new", Fate::put_off);
  world.pass(1200);
  const auto decision = world.assess().decision;
  CHECK(decision.kind == DecisionKind::wait);
  CHECK_MESSAGE(decision.sentence.contains("has been put off"), decision.sentence);
  CHECK_MESSAGE(decision.sentence.contains(find_condition("new_path_defers")->action), decision.sentence);
}

TEST_CASE("mail that the new path puts off before the switch holds it up, and the sentence says what to do") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()), 60);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.set_mail("new", Fate::put_off);
  world.pass(1200);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  CHECK(world.sentence().contains(find_condition("new_path_defers")->action));
}

TEST_CASE("no step may be taken now while something holds it up that no gate stands for") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.timing.greylist_retry = Seconds{3};
  for (auto& trip : plan.round_trips) trip.late_after = Seconds{900};
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  const auto change = [&] {
    const auto assessed = world.assess();
    return *std::ranges::find(assessed.timetable, Step::switch_over, &StepTime::step);
  };
  REQUIRE(change().kind == StepTimeKind::open);
  world.set_mail("new", Fate::put_off);
  world.pass(kLookEvery);
  const auto assessed = world.assess();
  REQUIRE(assessed.decision.kind == DecisionKind::wait);
  for (const auto& gate : assessed.gates) {
    if (gate.rule->step == Step::switch_over) CHECK_MESSAGE(gate.is_open(), gate.rule->id);
  }
  CHECK(change().kind == StepTimeKind::not_before);
  CHECK_MESSAGE(change().sentence().contains("has been put off"), change().sentence());
}

TEST_CASE("words of a mail server cannot break the sentence") {
  auto world = switched(Kind::server);
  for (const auto* id : {"x1", "x2"}) {
    world.see(recorded(world.now(), id));
    world.see(MessageAttempted{
        .domain = kDomain,
        .id = id,
        .at = at(world.now()),
        .attempt = {.disposition = mail::SmtpDisposition::refused,
                    .reply = mail::SmtpReply{.code = 550, .text = "no\n\x1b[31mDone: all is well\xff"}}});
  }
  const auto decision = world.assess().decision;
  REQUIRE(decision.kind == DecisionKind::roll_back);
  CHECK(decision.sentence.find('\n') == std::string::npos);
  CHECK(decision.sentence.find('\x1b') == std::string::npos);
}

TEST_CASE("the way back from a lowered TTL is the TTL from before, in effect at once") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    MovingWorld world(moving_plan(kind, pending_gates()));
    world.pass(600);
    CHECK(world.assess().way_back.publish.empty());
    CHECK_FALSE(world.assess().way_back.is_ttl_only);
    world.publish(kNs1, world.plan().records.at(kind == Kind::address ? 1 : 0).question,
                  world.plan().records.at(kind == Kind::address ? 1 : 0).stages.front(), 60);
    world.pass(240);
    REQUIRE(world.assess().phase == Phase::lower_ttl);
    const auto way = world.assess().way_back;
    const auto* what = kind == Kind::address ? "mail.example.org. 3600 IN A 192.0.2.10"
                                             : "example.org. 3600 IN MX 10 mail.example.org.";
    CHECK(way.publish == Lines{what});
    CHECK(way.is_ttl_only);
    CHECK(way.effective == at(world.now()));
    CHECK(way.proofs.empty());
  }
}

TEST_CASE("a record that nobody planned is no mere TTL, and a TTL that cannot be changed has no way back") {
  MovingWorld world(moving_plan(Kind::proxy, pending_gates()));
  world.pass(600);
  world.publish(kNs1, kMxQuestion, mx({"10 other.example.org"}), 60);
  world.pass(240);
  const auto way = world.assess().way_back;
  CHECK(way.publish == Lines{"example.org. 3600 IN MX 10 mail.example.org."});
  CHECK_FALSE(way.is_ttl_only);
  CHECK_FALSE(way.effective);
  auto plan = moving_plan(Kind::proxy, pending_gates());
  plan.ttl.is_fixed = true;
  MovingWorld fixed(plan, 60);
  fixed.pass(600);
  CHECK(fixed.assess().way_back.publish.empty());
}

TEST_CASE("a name server that has left with the new records is waited for on the way back") {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.take(kNs1, Step::switch_over, 60);
  world.take(kNs2, Step::switch_over, 36'000);
  world.pass(600);
  world.leave(kNs2);
  world.pass(600);
  const auto truth = world.last_copy_ends([](const auto& record, const dns::RrSet& rrset, auto) {
    return record.question == kMxQuestion && rrset != kOldMx;
  });
  const auto way = world.assess().way_back;
  REQUIRE(way.effective);
  CHECK(*way.effective >= at(truth));
  CHECK(*way.effective <= at(truth + kLookEvery + 60));
  world.pass(12 * kHour);
  CHECK(world.assess().way_back.effective <= at(world.now() + 60 + 5 + 120));
}

TEST_CASE("once the TTL is restored the way back is published with a low one, for the next way to be short") {
  auto world = switched(Kind::server);
  CHECK(world.assess().way_back.publish.front() == "example.org. 60 IN MX 10 mail.example.org.");
  world.take(Step::retire_old, 60);
  world.pass(600);
  world.set_ttl(3600);
  world.pass(2 * kHour);
  const auto lines = world.assess().way_back.publish;
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front() == "example.org. 300 IN MX 10 mail.example.org.");
  for (const auto& line : lines) CHECK_FALSE_MESSAGE(line.contains(" 3600 IN "), line);
}

TEST_CASE("but with the TTL that it has where that cannot be changed") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.ttl.is_fixed = true;
  MovingWorld world(plan);
  world.pass(600);
  world.take(Step::switch_over, 3600);
  world.pass(600);
  CHECK(world.assess().way_back.publish.front() == "example.org. 3600 IN MX 10 mail.example.org.");
}
