#include "core/snapshot/clock_step.hpp"

#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const cutover::WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
const dns::Resolver kResolver{"google", endpoint("192.0.2.1"), "google"};

/// All that DNS is judged by, once: a copy that counts down, one that stands still, refusals, a change.
Snapshot story() {
  auto named = answer(kOldMx, 590);
  named.nsid = "one";
  return folded(
      {delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 600), 1),
       authority_says(1, kNs2, authoritative(kOldMx, 600), 1), resolver_says(10, "google", named),
       resolver_says(12, "other", answer(kOldMx, 30)), resolver_says(20, "other", answer(kOldMx, 30)),
       authority_says(30, kNs1, authoritative(kNewMx, 600), 2),
       authority_says(31, kNs2, authoritative(kNewMx, 600), 2),
       resolver_says(40, "refuses", answer_of_kind(dns::AnswerKind::refused)),
       OwnNetworkJudged{.domain = kDomain, .record = kMxQuestion, .at = at(41), .is_down = true},
       OwnNetworkJudged{.domain = kDomain, .record = kMxQuestion, .at = at(42), .is_down = false},
       ProbeRan{.domain = kDomain, .probe = "resolver", .at = at(43)}});
}

Snapshot stepped(double by) {
  const auto span = std::chrono::duration_cast<Millis>(std::chrono::duration<double>(by));
  return folded({ClockStepped{.at = at(50 + by), .by = span}}, story());
}

}  // namespace

TEST_CASE("after a step of the clock everything is judged as before, an hour forward or back") {
  const auto before = story();
  for (const double by : {3600.0, -3600.0, 86400.0 * 365, -2.5}) {
    CAPTURE(by);
    const auto after = stepped(by);
    for (const double now : {60.0, 300.0, 595.0, 603.0, 700.0, 5000.0}) {
      CAPTURE(now);
      const auto was = cutover::assess_resolver(kRecord, record_of(before), kResolver, at(now));
      const auto is = cutover::assess_resolver(kRecord, record_of(after), kResolver, at(now + by));
      CHECK(is.state == was.state);
      CHECK(is.caches == was.caches);
      REQUIRE(is.old_expires.has_value() == was.old_expires.has_value());
      if (is.old_expires) CHECK(*is.old_expires - *was.old_expires == at(by) - at(0));
      REQUIRE(is.oldest_copy.has_value() == was.oldest_copy.has_value());
      if (is.oldest_copy) CHECK(is.oldest_copy->age == was.oldest_copy->age);
      if (is.oldest_copy) CHECK(is.oldest_copy->age >= Millis{0});
    }
    const auto bound = cutover::bounds_of(kRecord, record_of(after), 1).changed;
    const auto bound_before = cutover::bounds_of(kRecord, record_of(before), 1).changed;
    REQUIRE((bound && *bound && bound_before && *bound_before));
    CHECK((*bound)->at - (*bound_before)->at == at(by) - at(0));
  }
}

TEST_CASE("a step moves every instant of DNS state, and nothing of the mail") {
  auto with_mail = folded({recorded(1, "m1")}, story());
  const auto after = folded({ClockStepped{.at = at(3650), .by = Seconds{3600}}}, with_mail);
  CHECK(mail_of(after).in_flight.at("m1").recorded == at(1));
  const auto& domain = *after.domains.at(kDomain);
  CHECK(domain.refusals.at("refuses").last == at(3640.1));
  CHECK(domain.probes.at("resolver").last_run == at(3643));
  const auto& record = record_of(after);
  CHECK(record.own_network.since == at(3642));
  // The host may have slept: the delegation is as old as it looks. A clock that is set back is one.
  CHECK(record.delegation_found == at(0));
  CHECK(record_of(stepped(-20)).delegation_found == at(-20));
  const auto& view = *record.resolvers.at("google");
  CHECK(view.last->at == at(3610.1));
  CHECK(view.changes.front().at == at(3610.1));
  CHECK(view.instances.front().last_seen == at(3610.1));
  CHECK(view.holdings.front().sightings.front().sent == at(3610));
  CHECK(view.holdings.front().sightings.front().copy_since == at(3610.1));
  CHECK(view.ttl.largest_arrived.front() == at(3610.1));
  CHECK(view.entries.front().first_seen == at(3610.1));
  const auto& versions = record.authorities.at(kNs1)->history.versions;
  CHECK(versions.front().first_seen == at(3601.1));
  CHECK(versions.front().last_asked == at(3601));
  CHECK(versions.front().ended == at(3630.1));
  // The snapshot from before is untouched: who reads it on another thread goes on.
  CHECK(record_of(with_mail).resolvers.at("google")->last->at == at(10.1));
}

TEST_CASE(
    "a clock that is found ahead may be a machine that slept: nobody looked at a name server meanwhile") {
  const auto gaps = [](double by, double next) {
    const auto says = [](double when, std::uint32_t serial) {
      auto seen = std::get<AuthorityAnswered>(authority_says(when, kNs1, authoritative(kOldMx, 60), serial));
      seen.interval = Seconds{10};
      return seen;
    };
    const auto span = std::chrono::duration_cast<Millis>(std::chrono::duration<double>(by));
    return record_of(folded({says(0, 1), says(10, 1), ClockStepped{.at = at(12 + by), .by = span},
                             says(next + by, 2)}))
        .authorities.at(kNs1)
        ->history.gaps;
  };
  const auto slept = gaps(7200, 20);
  REQUIRE(slept.size() == 1);
  CHECK(slept[0].begin == at(10));
  CHECK(slept[0].end == at(7220.1));
  CHECK(gaps(25, 20).size() == 1);  // with the time awake it is more than three intervals
  CHECK(gaps(15, 20).empty());
  CHECK(gaps(-7200, 20).empty());
}

TEST_CASE("a step ends the runs of deliveries: how long they are cannot be told any more") {
  const auto accepted = mail::SmtpDisposition::accepted;
  auto snapshot = folded({recorded(1, "m1"), attempted(1, "m1", accepted), mailbox_shows(2, {{"m1"}}),
                          recorded(40, "m2"), attempted(41, "m2", accepted)},
                         story());
  REQUIRE(mail_of(snapshot).runs.size() == 1);
  snapshot = folded({ClockStepped{.at = at(50 - 20), .by = Seconds{-20}}}, snapshot);
  CHECK(mail_of(snapshot).runs.empty());
  // One that was sent before it, and arrives after it, begins none.
  snapshot = folded({mailbox_shows(31, {{"m2"}})}, snapshot);
  CHECK(mail_of(snapshot).runs.empty());
  snapshot =
      folded({recorded(60, "m3"), attempted(60, "m3", accepted), mailbox_shows(62, {{"m3"}})}, snapshot);
  CHECK(mail_of(snapshot).runs.at({"main", "new"}) ==
        DeliveryRun{.since = at(60), .last = at(60), .destination = "probe@example.org inbox "});
}

TEST_CASE("a mailbox that was looked into before a step shows nothing of mail that is sent after it") {
  auto snapshot =
      folded({recorded(5000, "m1"), attempted(5000, "m1", mail::SmtpDisposition::accepted),
              mailbox_shows(5001, {{"m1"}}), ClockStepped{.at = at(5002 - 3600), .by = -Seconds{3600}}});
  snapshot = folded({recorded(1410, "m2"), attempted(1410, "m2", mail::SmtpDisposition::accepted)}, snapshot);
  CHECK(mail_of(snapshot).in_flight.contains("m2"));
  snapshot = folded({mailbox_shows(1420, {{"m2"}})}, snapshot);
  CHECK(find_message(mail_of(snapshot), "m2")->result == mail::MessageResult::delivered);
}

TEST_CASE(
    "a message that is under way when the clock is set is not lost by the step: its time begins again") {
  for (const double by : {3600.0, -3600.0}) {
    CAPTURE(by);
    const double now = 130 + by;
    auto snapshot =
        folded({recorded(100, "w1"), departing("w1"), attempted(100, "w1", mail::SmtpDisposition::deferred),
                recorded(100, "w2"), departing("w2"), attempted(100, "w2", mail::SmtpDisposition::accepted),
                recorded(100, "w3"), recorded(100, "w4"), departing("w4"),
                ClockStepped{.at = at(now), .by = Seconds{static_cast<int>(by)}}});
    snapshot = folded({attempted(now + 60, "w3", mail::SmtpDisposition::accepted),
                       mailbox_shows(now + 100, {{"w1"}}), mailbox_shows(now + 899, {})},
                      snapshot);
    CHECK(find_message(mail_of(snapshot), "w1")->result == mail::MessageResult::delivered);
    for (const auto* id : {"w2", "w3", "w4"}) CHECK(mail_of(snapshot).in_flight.contains(id));
    snapshot = folded({mailbox_shows(now + 901, {})}, snapshot);
    for (const auto* id : {"w2", "w4"})
      CHECK(find_message(mail_of(snapshot), id)->result == mail::MessageResult::lost);
    CHECK(mail_of(snapshot).in_flight.contains("w3"));
    snapshot = folded({mailbox_shows(now + 961, {})}, snapshot);
    CHECK(find_message(mail_of(snapshot), "w3")->result == mail::MessageResult::lost);
    CHECK(find_message(mail_of(snapshot), "w2")->first_attempt == at(100));
  }
}

TEST_CASE("a run is not pulled back to a message from long before, by a clock that nobody saw step") {
  auto entry = std::get<MessageRecorded>(recorded(5000, "m1")).entry;
  entry.result = mail::MessageResult::delivered;
  auto run = with_ended(std::nullopt, entry);
  entry.recorded = at(4700);
  const auto where = entry.destination();
  CHECK(with_ended(run, entry) == DeliveryRun{.since = at(4700), .last = at(5000), .destination = where});
  entry.recorded = at(1400);
  CHECK(with_ended(run, entry) == DeliveryRun{.since = at(1400), .last = at(1400), .destination = where});
}

TEST_CASE("a run goes on over pauses that messages are sent in") {
  auto entry = std::get<MessageRecorded>(recorded(0, "m1")).entry;
  entry.limits.longest_pause = Seconds{5400};
  entry.result = mail::MessageResult::delivered;
  auto run = with_ended(std::nullopt, entry);
  entry.recorded = at(5400);
  run = with_ended(run, entry);
  CHECK(run->since == at(0));
  entry.recorded = at(5400 + 5401);
  CHECK(with_ended(run, entry)->since == at(5400 + 5401));
  entry.limits.longest_pause = Seconds{1};  // no message is missed before it is lost
  entry.recorded = at(5400 + 900);
  CHECK(with_ended(run, entry)->since == at(0));
}

TEST_CASE("a run is of one destination, whatever becomes of mail that was sent to another one before") {
  auto entry = std::get<MessageRecorded>(recorded(0, "m1")).entry;
  entry.result = mail::MessageResult::delivered;
  entry.route = "198.51.100.7:25";
  auto former = entry;
  const auto run = with_ended(std::nullopt, entry);
  entry.route = "198.51.100.8:25";
  entry.recorded = at(300);
  const auto next = with_ended(run, entry);
  CHECK(next == DeliveryRun{.since = at(300), .last = at(300), .destination = entry.destination()});
  former.recorded = at(60);
  CHECK(with_ended(next, former) == next);
  former.result = mail::MessageResult::lost;
  CHECK(with_ended(next, former) == next);
  entry.result = mail::MessageResult::lost;
  CHECK_FALSE(with_ended(next, entry));
}

TEST_CASE("a step moves when identities were looked at") {
  const IdentitySeen seen{.domain = kDomain,
                          .path = "new",
                          .address = ip("198.51.100.7"),
                          .at = at(20),
                          .reverse = {},
                          .greeting = GreetingLook{}};
  const auto after = folded({seen, ClockStepped{.at = at(3650), .by = Seconds{3600}}});
  const auto& identity = after.domains.at(kDomain)->identities.at({"new", ip("198.51.100.7")});
  CHECK(identity.looked_at == at(3620));
  CHECK(identity.reverse->at == at(3620));
  CHECK(identity.greeting->at == at(3620));
}

TEST_CASE("a step back moves when servers were asked for recipients, one forward lets it grow old") {
  const RecipientsAsked asked{.domain = kDomain,
                              .path = "new",
                              .server = endpoint("198.51.100.7"),
                              .at = at(20),
                              .replies = {{"a@example.org", mail::SmtpReply{250, "", "ok"}}}};
  struct Step {
    double to;
    Seconds by;
    double asked_at;
  };
  for (const auto& step : {Step{3650, Seconds{3600}, 20}, Step{-3550, Seconds{-3600}, -3580}}) {
    CAPTURE(step.to);
    const auto after = folded({asked, ClockStepped{.at = at(step.to), .by = step.by}});
    const auto& state = after.domains.at(kDomain)->recipients.at({"new", asked.server}).at("a@example.org");
    CHECK(state.told->at == at(step.asked_at));
    CHECK(state.last->at == at(step.asked_at));
  }
}

TEST_CASE("a copy that is seen before a step and after it is one copy") {
  for (const double by : {3600.0, -3600.0}) {
    const auto after = folded({resolver_says(100 + by, "google",
                                             [] {
                                               auto named = answer(kOldMx, 500);
                                               named.nsid = "one";
                                               return named;
                                             }())},
                              stepped(by));
    CHECK(record_of(after).resolvers.at("google")->entries.size() == 1);
  }
}

TEST_CASE("what ended copies have shown moves along with the clock") {
  const auto before = folded(
      {resolver_says(10, "google", answer(kOldMx, 900)), resolver_says(1'000, "google", answer(kNewMx, 60))},
      story());
  const auto after = folded({ClockStepped{.at = at(4'600), .by = Seconds{3'600}}}, before);
  const auto& was = record_of(before).resolvers.at("google")->ended;
  const auto& is = record_of(after).resolvers.at("google")->ended;
  REQUIRE(was.size() == 1);
  REQUIRE(is.size() == 1);
  CHECK(is[0].ends_by - was[0].ends_by == Seconds{3'600});
  CHECK(is[0].first_seen - was[0].first_seen == Seconds{3'600});
}
