#include "core/dns/answer_state.hpp"
#include "core/dns/cache_age.hpp"
#include "core/dns/ttl_manner.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

// An honest resolver with several caches is simulated to the millisecond, and what is inferred from its
// answers alone is compared with what its caches really hold.
using namespace cutwatch;
using namespace cutwatch::dns;
using test::Cases;
using test::kNewMx;
using test::kOldMx;
using test::kStart;

namespace {

const Stages kStages{kOldMx, kNewMx};

std::optional<AnswerState> state_at(WallTime now, const ResolverView& view,
                                    std::optional<WallTime> old_bound = {}) {
  return state_of(view, {.stages = kStages, .target = 1, .old_bound = old_bound}, now);
}

/// A TTL was seen running down, and none stands still now.
bool can_be_told(const CacheEntry& entry, const ResolverView& view) {
  const auto& holding = *std::ranges::find(view.holdings, entry.rrset, &Holding::rrset);
  return view.ttl.counts_down && !entry.is_end_unknown() && manner_of(holding) == TtlManner::counting;
}

std::optional<CacheAge> age_of(const CacheEntry& entry, const ResolverView& view,
                               const AuthorityHistory& history, WallTime now) {
  const auto published = publications({history}, now);
  return cache_age(entry, view,
                   {.published = published, .original_ttl = {}, .first_look = kStart, .first_found = {}},
                   now);
}

/// What the authority publishes from an instant on.
struct Published {
  WallTime from;
  RrSet rrset;
  Seconds ttl;
  std::uint32_t serial;
};

/// One copy in one cache, with the truth about it.
struct Copy {
  int number = 0;
  RrSet rrset;
  WallTime inserted;
  WallTime expires;
  bool is_sampled = false;
};

enum class Rounding { down, up };

class World {
 public:
  explicit World(std::uint64_t seed) : cases(seed) {
    caches.resize(static_cast<std::size_t>(cases.between(1, 6)));
    rounding = cases.chance(50) ? Rounding::down : Rounding::up;
    has_nsid = cases.chance(30);
    publish();
  }

  const Published& published(WallTime now) const {
    return *std::prev(std::ranges::find_if(zone, [&](const auto& each) { return each.from > now; }));
  }

  /// One exchange with a cache that chance chooses, begun at `sent`.
  CacheSample ask(WallTime sent) {
    const WallTime answered = sent + Millis{cases.between(0, 400)};
    const auto index =
        static_cast<std::size_t>(cases.between(0, static_cast<std::int64_t>(caches.size()) - 1));
    auto& copy = caches[index];
    if (answered >= copy.expires) {
      const auto& now = published(answered);
      copy = {.number = ++copies, .rrset = now.rrset, .inserted = answered, .expires = answered + now.ttl};
    }
    copy.is_sampled = true;
    asked = index;
    const Millis left = copy.expires - answered;
    const auto ttl =
        rounding == Rounding::down ? std::chrono::floor<Seconds>(left) : std::chrono::ceil<Seconds>(left);
    return {.rrset = copy.rrset,
            .ttl = ttl,
            .sent = sent,
            .received = answered + Millis{cases.between(0, 400)},
            .nsid = has_nsid ? std::optional(std::to_string(index)) : std::nullopt};
  }

  AuthoritySample ask_authority(WallTime sent) {
    const auto& now = published(sent + Millis{cases.between(0, 300)});
    return {.rrset = now.rrset,
            .ttl = now.ttl,
            .serial = now.serial,
            .sent = sent,
            .received = sent + Millis{600}};
  }

  /// A copy that was seen and is not the target lives.
  bool old_copy_lives(WallTime now) const {
    return std::ranges::any_of(caches, [&](const Copy& copy) {
      return copy.is_sampled && copy.rrset != kNewMx && now < copy.expires;
    });
  }

  Cases cases;
  std::vector<Published> zone;
  std::vector<Copy> caches;
  Rounding rounding;
  bool has_nsid;
  int copies = 0;
  std::size_t asked = 0;

 private:
  /// TTL changes in flight, a switch, perhaps a rollback: each stays long enough to be seen by a poll of the
  /// authority.
  void publish() {
    WallTime from = kStart - std::chrono::hours{1};
    RrSet rrset = kOldMx;
    for (std::uint32_t serial = 1; serial <= 6; ++serial) {
      zone.push_back({from, rrset, Seconds{cases.between(1, 120)}, serial});
      from = std::max(from, kStart) + Millis{cases.between(15'000, 60'000)};
      if (cases.chance(50)) rrset = rrset == kOldMx ? kNewMx : kOldMx;
    }
    zone.push_back({WallTime::max(), kOldMx, Seconds{0}, 0});
  }
};

struct Seen {
  WallTime now = kStart;
  ResolverView view;
  AuthorityHistory history;
  /// When those were inserted that one copy, known by when it was first seen, was inferred from; by number.
  std::map<WallTime, std::map<int, WallTime>> copies;
};

Answer answer_of(const CacheSample& sample) {
  auto answer = test::answer(sample.rrset, sample.ttl.count());
  answer.nsid = sample.nsid;
  return answer;
}

void poll(World& world, Seen& seen) {
  seen.now += Millis{world.cases.chance(10) ? world.cases.between(1, 90'000) : world.cases.between(1, 9'000)};
  const auto sample = world.ask(seen.now);
  seen.view = with_reply(std::move(seen.view), sample.sent, sample.received, answer_of(sample));
  seen.now = sample.received;
  for (const auto& entry : seen.view.entries) {
    const auto& asked = world.caches[world.asked];
    if (entry.last_seen == sample.received) seen.copies[entry.first_seen][asked.number] = asked.inserted;
  }
}

bool contains(const CacheAge& age, Millis truth, Millis slack) {
  return age.age - age.uncertainty <= truth + slack && truth - slack <= age.age + age.uncertainty;
}

void poll_authority_until(World& world, Seen& seen, WallTime& next) {
  for (; next <= seen.now; next += Millis{world.cases.between(4'000, 6'000)}) {
    seen.history = with_sample(std::move(seen.history), world.ask_authority(next));
  }
}

}  // namespace

TEST_CASE("a resolver is never called new while a cache that was sampled still holds an old copy") {
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    World world(seed);
    Seen seen;
    for (int i = 0; i < 60; ++i) {
      poll(world, seen);
      for (const Millis later : {Millis{0}, Millis{world.cases.between(1, 3'000)}}) {
        const auto now = seen.now + later;
        if (!world.old_copy_lives(now)) continue;
        ++compared;
        INFO("seed ", seed, ", poll ", i);
        REQUIRE(state_at(now, seen.view) != AnswerState::new_stage);
        REQUIRE(state_at(now, seen.view).has_value());
      }
    }
  }
  CHECK(compared > 10'000);
}

TEST_CASE(
    "an old copy is not reckoned with for more than three seconds after its end, once the bound is past") {
  int compared = 0;
  int without_bound = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    World world(seed);
    Seen seen;
    WallTime last_old = kStart - std::chrono::hours{1};
    for (int i = 0; i < 60; ++i) {
      poll(world, seen);
      for (const auto& copy : world.caches) {
        if (copy.is_sampled && copy.rrset != kNewMx) last_old = std::max(last_old, copy.expires);
      }
      const auto now = seen.now + Millis{world.cases.between(0, 3'000)};
      if (now < last_old + Millis{3'000}) continue;
      ++compared;
      const auto state = state_at(now, seen.view, last_old + Millis{3'000});
      REQUIRE((!state || *state == AnswerState::new_stage));
      if (seen.view.caches(now) > 1) continue;
      ++without_bound;
      REQUIRE(state_at(now, seen.view) == state);
    }
  }
  CHECK(compared > 1'000);
  CHECK(without_bound > 100);
}

TEST_CASE("the cache age contains the true one, and is told once a TTL was seen running down") {
  int exact = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    World world(seed);
    Seen seen;
    WallTime next_authority = kStart - Seconds{30};
    for (int i = 0; i < 60; ++i) {
      poll(world, seen);
      poll_authority_until(world, seen, next_authority);
      seen.history = with_sample(std::move(seen.history), world.ask_authority(seen.now));
      const auto now = seen.now + Millis{600};
      for (const auto& entry : seen.view.entries) {
        if (entry.last_seen != seen.now || !entry.is_live(now)) continue;
        INFO("seed ", seed, ", poll ", i);
        const auto& copies = seen.copies[entry.first_seen];
        const auto age = age_of(entry, seen.view, seen.history, now);
        REQUIRE((age || copies.size() > 1 || !can_be_told(entry, seen.view)));
        if (!age) continue;
        REQUIRE(age->age - age->uncertainty >= Millis{0});
        // Copies that end within two seconds of each other count as one: then the age is that of one of them.
        const Millis slack = copies.size() > 1 ? Millis{3'000} : Millis{1};
        exact += copies.size() == 1 ? 1 : 0;
        REQUIRE(std::ranges::any_of(
            copies, [&](const auto& copy) { return contains(*age, now - copy.second, slack); }));
      }
    }
  }
  CHECK(exact > 10'000);
}

TEST_CASE("a hostile resolver cannot make a cache age negative or the copies many") {
  Cases cases(11);
  for (int i = 0; i < 3'000; ++i) {
    AuthorityHistory history;
    ResolverView view;
    WallTime now = kStart;
    for (int n = 0; n < 20; ++n) {
      now += Millis{cases.between(0, 100'000)};
      const auto& rrset = cases.chance(50) ? kOldMx : kNewMx;
      const Seconds ttl{cases.chance(20) ? cases.between(0, 0x7fffffff) : cases.between(0, 400)};
      if (cases.chance(30)) {
        history = with_sample(std::move(history), {.rrset = rrset,
                                                   .ttl = ttl,
                                                   .serial = static_cast<std::uint32_t>(n),
                                                   .sent = now,
                                                   .received = now});
      } else {
        view = with_reply(std::move(view), now, now, test::answer(rrset, ttl.count()));
      }
    }
    REQUIRE(view.entries.size() <= kMaxCacheEntries);
    for (const auto& entry : view.entries) {
      const auto age = age_of(entry, view, history, now - Millis{cases.between(-100'000, 100'000)});
      if (!age) continue;
      REQUIRE(age->uncertainty >= Millis{0});
      REQUIRE(age->age >= age->uncertainty);
    }
  }
}
