#include "tests/core/dns/simulated_properties.hpp"
#include "tests/core/dns/simulated_watch.hpp"
#include "tests/core/dns/simulated_worlds.hpp"

#include <doctest/doctest.h>

// Resolvers that keep old data past their TTL, in simulated worlds: each is found with its cause, and none
// before it can be known.
using namespace cutwatch;
using namespace cutwatch::test;
using dns::KeptCause;

namespace {

/// Of each kind.
std::uint64_t worlds() { return test::worlds(40, 1'000); }

/// One change of data, with the bound that must come out.
struct LateStory {
  Story story;
  Seconds ttl{};
};

LateStory late_story(Cases& cases) {
  const Seconds ttl{cases.chance(50) ? cases.between(31, 300) : cases.between(300, 7'200)};
  const WallTime change = kStart + Millis{cases.between(ttl.count() * 1'000, ttl.count() * 2'000)};
  const Millis look = std::clamp<Millis>(ttl / 20, Millis{1'000}, Millis{60'000});
  std::vector<Edition> editions{{kStart - std::chrono::hours{48}, kOldMx, ttl}, {change, kNewMx, ttl}};
  Story story{.zone = SimulatedZone(std::move(editions), {Millis{0}, Millis{0}}),
              .record = {.question = kMxQuestion, .stages = {kOldMx, kNewMx}},
              .looks_every = look,
              .ends = change + ttl * 2 + Seconds{120}};
  story.record.bounds.past.original_ttl = ttl;
  story.has_gaps = cases.chance(50);
  return {std::move(story), ttl};
}

Ways late_ways(Lateness lateness, const LateStory& told, Cases& cases) {
  Ways ways;
  ways.caches = cases.chance(50) ? 1 : static_cast<std::size_t>(cases.between(2, 5));
  ways.others = cases.chance(50) ? static_cast<int>(cases.between(1, 60)) : 0;
  ways.rounding = static_cast<Rounding>(cases.between(0, 4));
  ways.clock = Millis{cases.between(0, 999)};
  ways.is_named = cases.chance(30);
  ways.slowest = cases.between(0, 100);
  ways.loses = cases.chance(30) ? static_cast<int>(cases.between(1, 40)) : 0;
  ways.lateness = lateness;
  ways.is_late_until = told.story.ends + std::chrono::hours{1};
  ways.floor = told.ttl * cases.between(4, 8) + Seconds{200};
  ways.says_stale = lateness == Lateness::stale && cases.chance(50);
  ways.stale_after = cases.chance(50) ? Millis{1'800} : Millis{0};
  return ways;
}

/// The old answers that the agent can remember.
class OldAnswers {
 public:
  void note(const SimulatedWatch& watch) {
    if (watch.first_look() != since_) sent_.clear();
    since_ = watch.first_look();
    const auto& exchange = *watch.last();
    if (exchange.answer && exchange.answer->rrset == kOldMx) sent_.push_back(exchange);
  }

  /// Asked for after the bound, twice, so far apart, and all authorities were on the new data afterwards.
  bool are_late(const SimulatedWatch& watch, std::optional<WallTime> bound, Seconds apart) const {
    std::optional<WallTime> first;
    for (const auto& each : sent_) {
      if (!bound || each.sent < *bound || !watch.can_know_of(each.ended - Millis{1})) continue;
      if (!first) first = each.sent;
      if (each.sent - *first >= apart) return true;
    }
    return false;
  }

 private:
  WallTime since_;
  std::vector<Exchange> sent_;
};

class Examiner {
 public:
  Examiner(Lateness lateness, KeptCause cause) : lateness_(lateness), cause_(cause) {}

  void examine(const SimulatedWatch& watch, const OldAnswers& old, Where where) {
    const auto assessed = watch.assess(watch.now());
    const auto& it = assessed.resolvers.front();
    // What the operator says of the time before the first look is taken at its word.
    const auto end = cutover::old_end(*assessed.record, watch.state(), assessed.target);
    const auto bound = end ? std::optional(end->bound) : std::nullopt;
    if (!old.are_late(watch, bound, dns::kConfirmedAfter)) tallies.note("found early", !it.kept, where);
    if (old.are_late(watch, bound, Seconds{10})) tallies.note("found", it.kept.has_value(), where);
    if (lateness_ == Lateness::floor && it.lengthened)
      tallies.note("floor", it.lengthened->ttl <= watch.resolver().ways().floor, where);
    if (it.lengthened && !assessed.bounds.changed) tallies.note("before the change", !it.kept, where);
    if (!it.kept) return;
    tallies.note("honours", it.honours_ttl == false, where);
    tallies.note("cause", it.kept->cause == cause_ || it.kept->or_else == cause_, where);
    certain_ += it.kept->or_else ? 0 : 1;
  }

  int certain() const { return certain_; }
  Tallies tallies;

 private:
  Lateness lateness_;
  KeptCause cause_;
  int certain_ = 0;
};

/// Returns in how many hundredths of what must be found the cause was the only one.
int check(Lateness lateness, KeptCause cause) {
  Examiner examiner(lateness, cause);
  for (std::uint64_t seed = 0; seed < worlds(); ++seed) {
    Cases cases(seed);
    const auto told = late_story(cases);
    SimulatedWatch watch(told.story, late_ways(lateness, told, cases), cases);
    OldAnswers old;
    for (int i = 0; !watch.is_over(); ++i) {
      watch.ask();
      old.note(watch);
      examiner.examine(watch, old, {seed, i});
    }
  }
  for (const auto& [property, tally] : examiner.tallies.all()) {
    INFO(property, ": ", tally.broken, " of ", tally.compared, ", first in world ", tally.first_broken.world,
         ", question ", tally.first_broken.question);
    CHECK(tally.broken == 0);
  }
  const auto found = examiner.tallies.of("found").compared;
  CHECK(static_cast<std::uint64_t>(found) > 10 * worlds());
  CHECK(static_cast<std::uint64_t>(examiner.tallies.of("found early").compared) > 25 * worlds());
  if (lateness == Lateness::floor)
    CHECK(static_cast<std::uint64_t>(examiner.tallies.of("before the change").compared) > 5 * worlds());
  return examiner.certain() * 100 / found;
}

}  // namespace

TEST_CASE("a resolver with a minimum TTL is found with its cause, and before the change") {
  CHECK(check(Lateness::floor, KeptCause::floor) > 60);
}
TEST_CASE("a minimum TTL that shows only as zeros is found, and may be stale answers for all that is known") {
  CHECK(check(Lateness::plateau, KeptCause::floor) == 0);
}
TEST_CASE("stale answers are found with their cause, said so or not, at once or after 1.8 s") {
  CHECK(check(Lateness::stale, KeptCause::stale) > 60);
}
TEST_CASE("TTLs that do not run down are found with their cause") {
  CHECK(check(Lateness::frozen, KeptCause::frozen) > 60);
}
TEST_CASE("old data fetched anew are found with their cause") {
  CHECK(check(Lateness::refetch, KeptCause::refetch_old) > 60);
}
