#include "core/dns/cache_age.hpp"
#include "core/dns/ttl_manner.hpp"
#include "tests/core/dns/simulated_properties.hpp"
#include "tests/core/dns/simulated_resolver.hpp"
#include "tests/core/dns/simulated_worlds.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

// Pools of caches that count, behind one address and with one name or none, asked so regularly that their
// TTLs look as if they stood still.
using namespace cutwatch;
using namespace cutwatch::test;
using dns::TtlManner;

namespace {

constexpr int kQuestions = 60;

/// What is published for good, and how the pool is asked.
struct Pool {
  Seconds ttl{};
  Millis every{};
  Ways ways;
};

Pool any_pool(Cases& cases) {
  Pool pool;
  pool.ttl = Seconds{cases.chance(50) ? cases.between(5, 60) : cases.between(60, 600)};
  pool.ways.caches = static_cast<std::size_t>(cases.between(2, 6));
  pool.ways.is_named_alike = cases.chance(50);
  pool.ways.takes_turns = cases.chance(70);
  pool.ways.rounding = static_cast<Rounding>(cases.between(0, 4));
  const Millis fraction = Millis{pool.ttl} / cases.between(1, 20);
  pool.every = cases.chance(80) ? fraction : Millis{cases.between(300, 2 * pool.ttl.count() * 1'000)};
  if (cases.chance(20)) pool.every *= cases.between(1, 3);
  return pool;
}

class Asker {
 public:
  Asker(const Pool& pool, Cases& cases)
      : pool_(pool),
        zone_({{kStart - std::chrono::hours{48}, kOldMx, pool.ttl}}, {Millis{0}}),
        resolver_(pool.ways, zone_, cases) {
    history_ = dns::with_sample({}, zone_.ask(0, now_ - pool.ttl - Seconds{60}, Millis{0}, pool.every));
  }

  void ask(Tallies& tallies, Where where) {
    const auto exchange = resolver_.ask(now_);
    view_ = dns::with_reply(std::move(view_), exchange.sent, exchange.ended, exchange.answer);
    note_copy(exchange);
    history_ = dns::with_sample(std::move(history_), zone_.ask(0, exchange.ended, Millis{0}, pool_.every));
    tallies.note("caches", view_.caches(now_) <= pool_.ways.caches, where);
    const bool is_frozen = dns::manner_of(view_.holdings.front()) == TtlManner::frozen;
    if (must_be_seen_to_count()) tallies.note("frozen", !is_frozen, where);
    examine_age(exchange, tallies, where);
    now_ += pool_.every;
  }

 private:
  /// Else all answers may be of new copies, or too few turns are held to meet three again.
  bool must_be_seen_to_count() const {
    const auto& ways = pool_.ways;
    const bool are_copies_seen_often = 4 * pool_.every * ways.caches + Seconds{2} <= pool_.ttl;
    return ways.takes_turns && are_copies_seen_often &&
           view_.holdings.front().sightings.size() >= 5 * ways.caches;
  }

  void note_copy(const Exchange& exchange) {
    for (const auto& entry : view_.entries) {
      if (entry.last_seen == exchange.ended)
        inserted_[entry.first_seen].insert(resolver_.copies()[exchange.cache].inserted);
    }
  }

  void examine_age(const Exchange& exchange, Tallies& tallies, Where where) {
    const auto published = dns::publications({history_}, exchange.ended);
    const auto first_look = history_.versions.front().first_seen;
    for (const auto& entry : view_.entries) {
      if (entry.last_seen != exchange.ended || !entry.is_live(exchange.ended)) continue;
      const auto age = dns::cache_age(
          entry, view_,
          {.published = published, .original_ttl = {}, .first_look = first_look, .first_found = {}},
          exchange.ended);
      // What a frozen cache inserted with less than the whole TTL is older than it shows.
      const bool is_whole = entry.largest_ttl + Seconds{1} >= pool_.ttl;
      const bool is_frozen = dns::manner_of(view_.holdings.front()) == TtlManner::frozen;
      if (age && (is_whole || !is_frozen)) tallies.note("age", is_of_one(*age, entry, exchange.ended), where);
    }
  }

  /// Copies that end within two seconds of each other count as one: then the age is that of one of them.
  bool is_of_one(const dns::CacheAge& age, const dns::CacheEntry& entry, WallTime now) const {
    const auto& all = inserted_.at(entry.first_seen);
    const Millis slack{all.size() > 1 ? 3'000 : 1};
    return std::ranges::any_of(all, [&](WallTime inserted) {
      return age.age - age.uncertainty <= now - inserted + slack &&
             now - inserted - slack <= age.age + age.uncertainty;
    });
  }

  const Pool& pool_;
  SimulatedZone zone_;
  SimulatedResolver resolver_;
  WallTime now_ = kStart;
  dns::ResolverView view_;
  dns::AuthorityHistory history_;
  std::map<WallTime, std::set<WallTime>>
      inserted_;  ///< By when the copy that they seem to be was first seen.
};

}  // namespace

TEST_CASE("a pool of caches that count is not frozen once its copies were met again, nor an age wrong") {
  Tallies tallies;
  for (std::uint64_t seed = 0; seed < worlds(250, 5'000); ++seed) {
    Cases cases(seed);
    const auto pool = any_pool(cases);
    Asker asker(pool, cases);
    for (int i = 0; i < kQuestions; ++i) asker.ask(tallies, {seed, i});
  }
  for (const auto& [property, tally] : tallies.all()) {
    INFO(property, ": ", tally.broken, " of ", tally.compared, ", first in world ", tally.first_broken.world,
         ", question ", tally.first_broken.question);
    CHECK(tally.broken == 0);
    CHECK(tally.compared > 500);
  }
  CHECK(tallies.all().size() == 3);
}
