#include "tests/core/dns/simulated_properties.hpp"
#include "tests/core/dns/simulated_watch.hpp"
#include "tests/core/dns/simulated_worlds.hpp"

#include <doctest/doctest.h>

// Honest resolvers in simulated worlds: what is inferred from their answers is compared with what their
// caches really hold.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

std::uint64_t worlds() { return test::worlds(250, 5'000); }

Ways honest_ways(Cases& cases) {
  Ways ways;
  ways.caches = cases.chance(50) ? 1 : static_cast<std::size_t>(cases.between(2, 8));
  ways.rounding = static_cast<Rounding>(cases.between(0, 4));
  ways.clock = Millis{cases.between(0, 999)};
  if (cases.chance(30)) ways.cap = Seconds{cases.between(1, cases.chance(50) ? 100 : 50'000)};
  ways.is_named = cases.chance(30);
  ways.prefetches = cases.chance(20);
  ways.evicts = cases.chance(20) ? static_cast<int>(cases.between(1, 20)) : 0;
  ways.others = cases.chance(50) ? static_cast<int>(cases.between(1, 60)) : 0;
  ways.loses = cases.chance(30) ? static_cast<int>(cases.between(1, 40)) : 0;
  ways.slowest = cases.chance(80) ? cases.between(0, 150) : cases.between(150, 1'500);
  return ways;
}

/// A copy of anything but the target that lives although the agent could know better.
bool is_old(const SimulatedWatch& watch, const TrueCopy& copy, const dns::RrSet& target, WallTime now) {
  return copy.number != 0 && copy.rrset != target && copy.inserted <= now && now < copy.expires &&
         watch.can_know_of(copy.inserted);
}

class Examiner {
 public:
  void examine(const SimulatedWatch& watch, WallTime now, Where where) {
    const auto assessed = watch.assess(now);
    const auto& target = watch.story().record.stages[assessed.target];
    const auto& it = assessed.resolvers.front();
    if (it.view == nullptr) return;
    tallies.note("kept", !it.kept, where);
    tallies.note("lengthened", !it.lengthened, where);
    tallies.note("late_until", !it.late_until, where);
    tallies.note("honours", it.honours_ttl != false, where);
    examine_bounds(watch, assessed, target, now, where);
    examine_state(watch, it, target, now, where);
    examine_caches(watch, it, where);
    examine_copies(watch, assessed, now, where);
    examine_foretold_end(watch, it, target, now, where);
  }

  Tallies tallies;

 private:
  void examine_bounds(const SimulatedWatch& watch, const cutover::RecordAssessment& assessed,
                      const dns::RrSet& target, WallTime now, Where where) {
    if (passed(assessed.bounds.changed, now)) {
      for (const auto& copy : watch.resolver().copies())
        tallies.note("changed", !is_old(watch, copy, target, now), where);
    }
    if (const auto end = cutover::old_end(watch.story().record, watch.state(), assessed.target); end) {
      for (const auto& copy : watch.resolver().copies()) {
        const bool is_known = copy.number != 0 && copy.rrset != target && watch.can_know_of(copy.inserted);
        if (is_known) tallies.note("gone", copy.inserted <= end->gone, where);
      }
    }
    if (passed(assessed.bounds.lowered, now)) {
      Seconds present{};
      for (const auto& [server, view] : watch.state().authorities)
        present = std::max(present, view->history.current()->ttl);
      for (const auto& copy : watch.resolver().copies()) {
        const bool is_high = copy.number != 0 && copy.published > present && now < copy.expires;
        tallies.note("lowered", !is_high || !watch.can_know_of(copy.inserted), where);
      }
    }
  }

  void examine_state(const SimulatedWatch& watch, const cutover::ResolverAssessment& it,
                     const dns::RrSet& target, WallTime now, Where where) {
    const bool is_new = it.state == dns::AnswerState::new_stage;
    const bool knows_the_past = watch.story().record.bounds.past.original_ttl.has_value();
    for (const auto& copy : watch.resolver().copies()) {
      if (!is_old(watch, copy, target, now)) continue;
      if (watch.shown(copy).answers > 0) tallies.note("new, sampled", !is_new, where);
      if (it.caches > 1 && knows_the_past) tallies.note("new, several", !is_new, where);
    }
  }

  void examine_caches(const SimulatedWatch& watch, const cutover::ResolverAssessment& it, Where where) {
    const auto truth = watch.resolver().ways().caches;
    tallies.note("caches", it.caches <= truth, where);
    if (truth == 1 && !it.view->entries.empty()) tallies.note("one cache", it.caches == 1, where);
    if (truth > 1) tallies.note("several caches found", it.caches > 1, where);
  }

  void examine_copies(const SimulatedWatch& watch, const cutover::RecordAssessment& assessed, WallTime now,
                      Where where) {
    if (!watch.last() || !watch.last()->answer) return;
    for (const auto& entry : watch.view().entries) {
      if (entry.last_seen != watch.last()->ended || !entry.is_live(now)) continue;
      const auto& copies = watch.copies_of(entry);
      if (copies.size() != 1) continue;
      examine_end(watch, entry, copies.begin()->second, where);
      examine_age(assessed.resolvers.front(), watch, copies.begin()->second, now, where);
    }
  }

  /// Of the address's only copy, so that it is the oldest.
  void examine_age(const cutover::ResolverAssessment& it, const SimulatedWatch& watch, const TrueCopy& copy,
                   WallTime now, Where where) {
    const auto living =
        std::ranges::count_if(watch.view().entries, [&](const auto& e) { return e.is_live(now); });
    if (living != 1 || !watch.can_know_of(copy.inserted)) return;
    const auto& ways = watch.resolver().ways();
    const bool knows_the_past = watch.story().record.bounds.past.original_ttl.has_value();
    const bool is_explained =
        copy.inserted >= watch.first_look() || (knows_the_past && watch.has_first_found(copy.rrset));
    const bool is_clear = is_explained && watch.view().ttl.counts_down && ways.caches == 1 &&
                          ways.evicts == 0 && copy.kept > Seconds{30} && !copy.rrset.is_absent() &&
                          watch.shown(copy).largest != dns::kStaleTtl;
    if (is_clear) tallies.note("age told", it.oldest_copy.has_value(), where);
    if (!it.oldest_copy || (!knows_the_past && copy.inserted < watch.first_look())) return;
    const Millis truth = now - copy.inserted;
    const auto& age = *it.oldest_copy;
    tallies.note("age not negative", age.age >= age.uncertainty && age.uncertainty >= Millis{0}, where);
    const bool holds =
        age.age - age.uncertainty <= truth + Millis{1} && truth <= age.age + age.uncertainty + Millis{1};
    tallies.note("age", holds, where);
  }

  void examine_end(const SimulatedWatch& watch, const dns::CacheEntry& entry, const TrueCopy& copy,
                   Where where) {
    if (watch.resolver().ways().caches != 1) return;
    tallies.note("end, latest", entry.expires.latest >= copy.expires, where);
    tallies.note("end, earliest", entry.expires.earliest <= copy.expires, where);
  }

  /// As everybody is shown it: metric, API, watch.
  void examine_foretold_end(const SimulatedWatch& watch, const cutover::ResolverAssessment& it,
                            const dns::RrSet& target, WallTime now, Where where) {
    const auto& ways = watch.resolver().ways();
    const auto& copy = watch.resolver().copies().front();
    const auto shown = watch.shown(copy);
    if (ways.caches != 1 || shown.answers == 0 || now >= copy.expires) return;
    if (!watch.can_know_of(copy.inserted)) return;  // It may have been published anew.
    const bool is_old = copy.rrset != target;
    const Seconds early{shown.largest > Seconds{2} && watch.looks_like_another(copy) ? 1 : 0};
    tallies.note("foretold, never early", *it.expires + early >= copy.expires, where);
    if (is_old) tallies.note("foretold of old, never early", *it.old_expires + early >= copy.expires, where);
    if (shown.largest <= Seconds{2} || ways.evicts > 0 || ways.prefetches || !is_attainable(ways, shown))
      return;
    const auto property =
        "foretold, within 1.5 s, rounding " + std::to_string(static_cast<int>(ways.rounding));
    tallies.note(property, *it.expires - copy.expires <= Millis{1'500}, where);
    if (is_old) tallies.note("foretold of old", *it.old_expires - copy.expires <= Millis{1'500}, where);
  }

  /// A TTL of whole seconds, rounded nobody knows how, says 2 s too much at the worst, and what a reply takes
  /// on its way back comes on top. Answers at different parts of a second take away as much as they differ.
  static bool is_attainable(const Ways& ways, const Shown& shown) {
    const Millis back{1 + ways.slowest};
    return Millis{1'000} + says_too_much(ways.rounding) + back - shown.spread() <= Millis{1'500};
  }

  static bool passed(const std::optional<dns::BoundResult>& bound, WallTime now) {
    return bound && *bound && now >= (*bound)->at;
  }
};

const Tallies& tallies() {
  static const Tallies kTallies = [] {
    Examiner examiner;
    for (std::uint64_t seed = 0; seed < worlds(); ++seed) {
      Cases cases(seed);
      const auto story = StoryTeller(cases).tell();
      SimulatedWatch watch(story, honest_ways(cases), cases);
      for (int i = 0; !watch.is_over(); ++i) {
        watch.ask();
        const Where where{seed, i};
        examiner.examine(watch, watch.now() + Millis{cases.chance(50) ? 0 : cases.between(1, 3'000)}, where);
      }
    }
    return examiner.tallies;
  }();
  return kTallies;
}

/// Compared at least so often in 500 worlds.
void check(const std::string& property, std::uint64_t at_least) {
  const auto& tally = tallies().of(property);
  INFO(property, ": ", tally.broken, " of ", tally.compared, ", first in world ", tally.first_broken.world,
       ", question ", tally.first_broken.question);
  CHECK(tally.broken == 0);
  CHECK(static_cast<std::uint64_t>(tally.compared) >= at_least * worlds() / 500);
}

}  // namespace

TEST_CASE("no honest resolver is ever said to keep a record too long") {
  for (const auto* property : {"kept", "lengthened", "late_until", "honours"}) check(property, 20'000);
}

TEST_CASE("no bound ever passes while an honest cache, asked or not, holds what it is about") {
  check("changed", 20'000);
  check("lowered", 10'000);
}

TEST_CASE("no resolver is called new while a copy of something else lives that was seen there") {
  check("new, sampled", 10'000);
}

TEST_CASE("no resolver known to be several caches is called new while one of them holds something else") {
  check("new, several", 5'000);
}

TEST_CASE("no more caches are counted than there are, and one is one") {
  check("caches", 20'000);
  check("one cache", 10'000);
}

TEST_CASE("the end of a single cache's copy lies where it is inferred to lie") {
  check("end, latest", 5'000);
  check("end, earliest", 5'000);
}

TEST_CASE("the end that is foretold for a single cache is never early") {
  check("foretold, never early", 5'000);
  check("foretold of old, never early", 2'000);
}

TEST_CASE("the end that is foretold for a single cache is right within 1.5 s, however it rounds TTLs") {
  for (int rounding = 0; rounding < 5; ++rounding)
    check("foretold, within 1.5 s, rounding " + std::to_string(rounding), 300);
  check("foretold of old", 1'000);
}

TEST_CASE("nothing old is fetched after it is said to be gone") { check("gone", 5'000); }

TEST_CASE("the age that is told contains the true one, and is never negative") {
  check("age", 5'000);
  check("age not negative", 5'000);
  check("age told", 500);
}
