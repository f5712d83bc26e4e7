#include "tests/core/dns/simulated_properties.hpp"
#include "tests/core/dns/simulated_watch.hpp"

#include <doctest/doctest.h>

#include <set>

// The agent comes after the TTL was lowered, and is told a figure that is too low: what honest resolvers show
// puts the bound right, as far as it can.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

constexpr std::uint64_t kWorlds = 60;

Story late_start(Cases& cases) {
  const Seconds original{cases.between(600, cases.chance(50) ? 7'200 : 5 * 86'400)};
  const Seconds lower{cases.between(0, 300)};
  const WallTime lowered = kStart - Millis{cases.between(1, original.count() * 1'000)};
  const WallTime changed = kStart + Millis{cases.between(60'000, original.count() * 1'000)};
  Story story{
      .zone = SimulatedZone({{kStart - std::chrono::hours{24 * 14}, kOldMx, original},
                             {lowered, kOldMx, lower},
                             {changed, kNewMx, lower}},
                            {Millis{0}, Millis{cases.between(0, cases.chance(50) ? 10'000 : 1'800'000)}}),
      .record = {.question = kMxQuestion, .stages = {kOldMx, kNewMx}},
      .looks_every = Millis{20'000},
      .ends = kStart + original + Seconds{2'700}};
  story.record.bounds.past.original_ttl = Seconds{cases.between(1, original.count())};
  story.has_gaps = false;
  if (cases.chance(30)) story.last_server_joins = kStart + Millis{cases.between(1, original.count() * 1'000)};
  return story;
}

Ways honest_ways(Cases& cases) {
  Ways ways;
  ways.caches = static_cast<std::size_t>(cases.between(1, 5));
  ways.rounding = cases.chance(50) ? Rounding::down : Rounding::up;
  ways.is_named = cases.chance(30);
  ways.others = 60;
  ways.slowest = cases.between(0, 200);
  return ways;
}

/// The copies from before the first look that were seen with a time to live that is no stale answer's.
class SeenCopies {
 public:
  void note(const SimulatedWatch& watch) {
    const auto& last = *watch.last();
    if (!last.answer || last.answer->ttl <= dns::kStaleTtl) return;
    const auto& copy = watch.resolver().copies()[last.cache];
    if (copy.inserted >= kStart) return;
    seen_.insert({last.cache, copy.number});
    evidence_ = std::max(evidence_, Millis{copy.expires - kStart});
  }
  bool was_seen(std::size_t cache, const TrueCopy& copy) const {
    return seen_.contains({cache, copy.number});
  }
  Millis evidence() const { return evidence_; }

 private:
  std::set<std::pair<std::size_t, int>> seen_;
  Millis evidence_{};
};

/// A bound that was told, which no honest resolver's later answers may take back.
using Told = std::optional<dns::Bound>;

void examine_fall(Tallies& tallies, Told& told, const cutover::RecordBounds& bounds, Where where) {
  if (!bounds.changed || !*bounds.changed) return;
  if (told) tallies.note("fallen", told->at <= (*bounds.changed)->at, where);
  told = **bounds.changed;
}

void examine(Tallies& tallies, const SimulatedWatch& watch, const SeenCopies& seen, Told& told, Where where) {
  const WallTime now = watch.now();
  const auto bounds = watch.assess(now).bounds;
  examine_fall(tallies, told, bounds, where);
  const bool has_passed = bounds.changed && *bounds.changed && now >= (*bounds.changed)->at;
  const Millis figure = *watch.story().record.bounds.past.original_ttl;
  const auto& copies = watch.resolver().copies();
  for (std::size_t cache = 0; cache < copies.size(); ++cache) {
    const auto& copy = copies[cache];
    const bool counts = copy.number != 0 && copy.rrset == kOldMx && now < copy.expires;
    if (!counts) continue;
    if (seen.was_seen(cache, copy)) tallies.note("seen", !has_passed, where);
    if (copy.published <= std::max(figure, seen.evidence())) tallies.note("hidden", !has_passed, where);
  }
  const auto known = dns::known_publications(watch.state().histories(), now);
  tallies.note("accused", !known || !dns::proven_floor(watch.view(), *known), where);
}

Tallies worlds() {
  Tallies tallies;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    Cases cases(seed);
    const auto story = late_start(cases);
    SimulatedWatch watch(story, honest_ways(cases), cases);
    SeenCopies seen;
    Told told;
    for (int i = 0; !watch.is_over(); ++i) {
      watch.ask();
      seen.note(watch);
      examine(tallies, watch, seen, told, {seed, i});
    }
  }
  return tallies;
}

}  // namespace

TEST_CASE(
    "too low a figure: no bound passes before the end of any copy that was seen or is no longer lived") {
  const auto tallies = worlds();
  for (const auto& [property, tally] : tallies.all()) {
    INFO(property, ": ", tally.broken, " of ", tally.compared, ", first in world ", tally.first_broken.world,
         ", question ", tally.first_broken.question);
    CHECK(tally.broken == 0);
    CHECK(tally.compared > 500);
  }
  CHECK(tallies.all().size() == 4);
}
