#include "core/cutover/expectation.hpp"

#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using enum mail::MessageResult;
using enum ExpectedOutcome;

namespace {

const DomainState& state_of(const CutoverWorld& world) { return *world.snapshot().domains.at(kDomain); }

std::optional<bool> is_last_good(const CutoverWorld& world, Path path) {
  return is_last_as_expected(world.plan(), state_of(world), world.assess(), world.plan().round_trips.front(),
                             path);
}

ExpectedOutcome expected(const CutoverWorld& world, Path path) {
  return expected_now(world.plan(), state_of(world), world.assess(), world.plan().round_trips.front(), path,
                      at(world.now()));
}

/// The operator is told that the old server may refuse mail.
CutoverWorld released(CutoverWorld world) {
  world.see(JudgementChanged{.domain = kDomain,
                             .entries = {{.at = at(world.now()),
                                          .about = {ChangeKind::decision, ""},
                                          .before = "wait retire_old",
                                          .after = "go retire_old",
                                          .words = ""}},
                             .switches = {}});
  world.pass(60);
  return world;
}

/// The old server puts a message off until it is given up.
CutoverWorld put_off(CutoverWorld world) {
  const double now = world.now();
  world.see(recorded_by(world.plan(), now, "put off", "old"));
  world.see(attempted(now, "put off", mail::SmtpDisposition::deferred));
  world.see(mailbox_shows(now + 901, {}));
  return world;
}

}  // namespace

TEST_CASE("what the old path should do is told by where the cutover stands") {
  CHECK(expected(watched(), Path::old_path) == accept);
  CHECK(expected(lowered(), Path::old_path) == accept);
  CHECK(expected(switched(), Path::old_path) == accept_or_defer);
  CHECK(expected(moved(), Path::old_path) == either);
  CHECK(expected(released(moved()), Path::old_path) == either);
  CHECK(expected(with_mail(released(moved()), "old", refused, 120), Path::old_path) == refuse);
  // A refusal is a lock only once it may be.
  CHECK(expected(with_mail(moved(), "old", refused, 120), Path::old_path) == either);
  for (const auto& world : {watched(), switched(), moved()}) CHECK(expected(world, Path::new_path) == accept);
}

TEST_CASE("the last message is good where it did what its path should have done when it was sent") {
  CHECK(is_last_good(watched(), Path::old_path) == true);
  CHECK(is_last_good(with_mail(watched(), "old", refused, 120), Path::old_path) == false);
  CHECK(is_last_good(with_mail(switched(), "old", refused, 120), Path::old_path) == false);
  CHECK(is_last_good(with_mail(moved(), "old", refused, 120), Path::old_path) == true);
  CHECK(is_last_good(with_mail(moved(), "new", refused, 120), Path::new_path) == false);
  CHECK(is_last_good(put_off(watched()), Path::old_path) == false);
  CHECK(is_last_good(put_off(switched()), Path::old_path) == true);
  CHECK(is_last_good(put_off(moved()), Path::old_path) == true);
}

TEST_CASE(
    "what was sent while the old server could still be led to is judged by that, whenever it is refused") {
  for (const auto& [age, is_good] : {std::pair{580.0, false}, std::pair{10.0, true}}) {
    auto world = moved();
    world.see(recorded_by(world.plan(), world.now() - age, "m", "old"));
    world.see(attempted(world.now(), "m", mail::SmtpDisposition::refused));
    CHECK(is_last_good(world, Path::old_path) == is_good);
  }
}

TEST_CASE("an old server that was locked and takes mail again does not do what it should") {
  auto locked = with_mail(released(moved()), "old", refused, 120);
  CHECK(is_last_good(locked, Path::old_path) == true);
  locked = with_mail(std::move(locked), "old", delivered, 120);
  CHECK(is_last_good(locked, Path::old_path) == false);
  CHECK(is_last_good(with_mail(released(moved()), "old", delivered, 120), Path::old_path) == true);
}

TEST_CASE("before the first message, and while nothing can be known of the last, nothing is told") {
  DomainState state;
  const auto plan = proxy_plan();
  const auto last = [&] {
    return is_last_as_expected(plan, state, assess(plan, state, {}, at(0)), plan.round_trips.front(),
                               Path::new_path);
  };
  CHECK_FALSE(last());
  state.mail.write().totals[{"main", "new"}].last_result = delivered;
  CHECK(last() == true);
  state.mail.write().totals[{"main", "new"}].last_result = untold;
  CHECK_FALSE(last());
}

TEST_CASE("mail as DNS says may be refused by the old server when that may be, and may still be taken") {
  const auto ended_at_old = [](CutoverWorld world, mail::SmtpDisposition disposition) {
    auto plan = world.plan();
    plan.round_trips.front().paths = {Path::dns};
    auto recorded = recorded_by(plan, world.now(), "as DNS says", "dns");
    std::get<MessageRecorded>(recorded).entry.way = mail::DnsWay{
        .exchanges = {{.host = "mail.example.org.", .address = endpoint("192.0.2.10:25"), .path = "old"}},
        .resolvers = {}};
    world.see(recorded);
    auto attempt = attempted(world.now(), "as DNS says", disposition);
    std::get<MessageAttempted>(attempt).attempt.server = endpoint("192.0.2.10:25");
    world.see(attempt);
    world.see(mailbox_shows(world.now() + 1, {{"as DNS says"}}));
    return is_last_as_expected(plan, state_of(world), world.assess(), plan.round_trips.front(), Path::dns);
  };
  const auto locked = with_mail(released(moved()), "old", refused, 120);
  CHECK(ended_at_old(switched(), mail::SmtpDisposition::refused) == false);
  CHECK(ended_at_old(switched(), mail::SmtpDisposition::accepted) == true);
  CHECK(ended_at_old(locked, mail::SmtpDisposition::refused) == true);
  CHECK(ended_at_old(locked, mail::SmtpDisposition::accepted) == true);
}
