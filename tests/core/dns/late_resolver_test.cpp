#include "tests/core/dns/simulated_properties.hpp"
#include "tests/core/dns/simulated_watch.hpp"

#include <doctest/doctest.h>

// Resolvers that keep old data past their TTL, in simulated worlds: each is found with its cause, and none
// before it can be known.
using namespace cutwatch;
using namespace cutwatch::test;
using dns::KeptCause;

namespace {

constexpr std::uint64_t kWorlds = 40;

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
  story.has_gaps = false;
  return {std::move(story), ttl};
}

Ways late_ways(Lateness lateness, const LateStory& told, Cases& cases) {
  Ways ways;
  ways.rounding = static_cast<Rounding>(cases.between(0, 4));
  ways.clock = Millis{cases.between(0, 999)};
  ways.is_named = cases.chance(30);
  ways.slowest = cases.between(0, 100);
  ways.loses = cases.chance(30) ? 10 : 0;
  ways.lateness = lateness;
  ways.is_late_until = told.story.ends + std::chrono::hours{1};
  ways.floor = told.ttl * cases.between(4, 8) + Seconds{200};
  ways.says_stale = lateness == Lateness::stale && cases.chance(50);
  ways.stale_after = cases.chance(50) ? Millis{1'800} : Millis{0};
  return ways;
}

/// When old answers have come that no honest resolver gives: asked for after `bound`, long enough apart, and
/// the authorities have been asked since.
class LateAnswers {
 public:
  void note(const Exchange& exchange, std::optional<WallTime> bound) {
    if (!bound || !exchange.answer || exchange.answer->rrset != kOldMx || exchange.sent < *bound) return;
    if (!first_) first_ = exchange.sent;
    if (!confirmed_ && exchange.sent - *first_ >= dns::kConfirmedAfter) confirmed_ = exchange.ended;
  }
  bool are_known(const SimulatedWatch& watch) const { return confirmed_ && watch.can_know_of(*confirmed_); }
  bool are_confirmed() const { return confirmed_.has_value(); }

 private:
  std::optional<WallTime> first_;
  std::optional<WallTime> confirmed_;
};

Tallies worlds_with(Lateness lateness, KeptCause cause) {
  Tallies tallies;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    Cases cases(seed);
    const auto told = late_story(cases);
    SimulatedWatch watch(told.story, late_ways(lateness, told, cases), cases);
    LateAnswers late;
    bool is_caught = false;
    std::optional<WallTime> bound;  // what the operator says of the time before is taken at its word
    for (int i = 0; !watch.is_over(); ++i) {
      watch.ask();
      late.note(*watch.last(), bound);
      const auto assessed = watch.assess(watch.now());
      const auto& it = assessed.resolvers.front();
      const auto end = old_end(told.story.record, watch.state(), assessed.target);
      bound = end ? std::optional(end->bound) : std::nullopt;
      const Where where{seed, i};
      if (!late.are_confirmed()) tallies.note("found early", !it.kept, where);
      if (it.kept) tallies.note("cause", it.kept->cause == cause, where);
      if (it.kept) tallies.note("honours", it.honours_ttl == false, where);
      const bool is_seen = watch.last()->answer && late.are_known(watch) && !watch.view().holdings.empty();
      if (is_seen) tallies.note("found", it.kept.has_value(), where);
      is_caught = is_caught || it.kept;
      if (lateness == Lateness::floor && it.lengthened)
        tallies.note("floor", it.lengthened->ttl <= watch.resolver().ways().floor, where);
    }
    tallies.note("caught", is_caught, {seed, 0});
  }
  return tallies;
}

void check(Lateness lateness, KeptCause cause) {
  const auto tallies = worlds_with(lateness, cause);
  for (const auto& [property, tally] : tallies.all()) {
    INFO(property, ": ", tally.broken, " of ", tally.compared, ", first in world ", tally.first_broken.world,
         ", question ", tally.first_broken.question);
    if (property == "caught") {
      CHECK(tally.broken < tally.compared / 4);
    } else {
      CHECK(tally.broken == 0);
    }
  }
  CHECK(tallies.of("found").compared > 500);
  CHECK(tallies.of("found early").compared > 1'000);
}

}  // namespace

TEST_CASE("a resolver with a minimum TTL is found with its cause, and before the change") {
  check(Lateness::floor, KeptCause::floor);
}
TEST_CASE("a minimum TTL that shows only as zeros is found with its cause") {
  check(Lateness::plateau, KeptCause::floor);
}
TEST_CASE("stale answers are found with their cause, said so or not, at once or after 1.8 s") {
  check(Lateness::stale, KeptCause::stale);
}
TEST_CASE("TTLs that do not run down are found with their cause") {
  check(Lateness::frozen, KeptCause::frozen);
}
TEST_CASE("old data fetched anew are found with their cause") {
  check(Lateness::refetch, KeptCause::refetch_old);
}
