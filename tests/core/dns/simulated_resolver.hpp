#pragma once
#include "tests/core/dns/simulated_zone.hpp"

#include <optional>
#include <string>
#include <utility>

namespace cutwatch::test {

/// How a copy's last part of a second is told. Some caches have clocks of whole seconds.
enum class Rounding : std::uint8_t {
  down,
  nearest,
  up,
  clock_to_zero,  ///< Whole seconds, and the last one is given with a TTL of 0 (unbound).
  clock_to_one,   ///< Whole seconds, and none is given with 0 (BIND, the recursor of PowerDNS).
};

/// By how much a TTL may say more than is left.
constexpr Millis says_too_much(Rounding rounding) {
  if (rounding == Rounding::up || rounding == Rounding::clock_to_one) return Millis{1'000};
  return rounding == Rounding::nearest ? Millis{500} : Millis{0};
}

/// What a resolver does with a copy that has ended, other than to fetch a new one.
enum class Lateness : std::uint8_t {
  none,
  floor,    ///< keeps every copy for at least so long, and says so
  plateau,  ///< the same, but shows the published TTL and then zero
  stale,    ///< gives it again and again with a TTL of 30
  frozen,   ///< shows the same TTL from first to last
  refetch,  ///< inserts it anew
};

/// The ways of all caches behind one address.
struct Ways {
  std::size_t caches = 1;
  Rounding rounding = Rounding::down;
  Millis clock{};  ///< What the clock of whole seconds is ahead of ours: less than one.
  std::optional<Seconds> cap;
  bool is_named = false;        ///< Gives the NSID of the cache that answered.
  bool is_named_alike = false;  ///< All caches give one NSID: the name of the place.
  bool takes_turns = false;     ///< Its caches answer in turn; else chance chooses one.
  bool prefetches = false;      ///< Fetches anew when asked in the last tenth of a TTL.
  int evicts = 0;               ///< Percent of the exchanges that find the copy dropped before its end.
  int others = 0;               ///< Percent of the caches that other clients asked since our last question.
  int loses = 0;                ///< Percent of the replies.
  std::int64_t slowest = 0;     ///< Milliseconds that either way takes at most.
  Lateness lateness = Lateness::none;
  WallTime is_late_until = WallTime::min();
  Seconds floor{};
  bool says_stale = false;  ///< By extended error 3.
  Millis stale_after{};     ///< How long it first tries to do better.
};

/// One copy in one cache, with the truth about it.
struct TrueCopy {
  int number = 0;
  dns::RrSet rrset;
  Seconds published{};  ///< The TTL that it was fetched with.
  Seconds kept{};       ///< The TTL that it was inserted with.
  WallTime inserted;
  WallTime expires;
};

struct Exchange {
  WallTime sent;
  WallTime there;  ///< When it was answered.
  WallTime ended;
  Result<dns::Answer> answer;
  std::size_t cache = 0;
};

class SimulatedResolver {
 public:
  SimulatedResolver(Ways ways, const SimulatedZone& zone, Cases& cases)
      : ways_(ways), zone_(zone), cases_(cases), copies_(ways.caches) {}

  const Ways& ways() const { return ways_; }
  const std::vector<TrueCopy>& copies() const { return copies_; }

  /// Other clients ask some of the caches before `now`.
  void pass_until(WallTime now) {
    for (auto& copy : copies_) {
      if (!cases_.chance(ways_.others)) continue;
      refresh(copy,
              passed_ + Millis{cases_.between(0, std::max<std::int64_t>((now - passed_).count(), 1) - 1)});
    }
    passed_ = now;
  }

  /// Asks a cache that chance chooses.
  Exchange ask(WallTime sent) {
    pass_until(sent);
    const WallTime there = sent + Millis{cases_.between(1, 1 + ways_.slowest)};
    const auto index = next_cache();
    auto& copy = copies_[index];
    refresh(copy, there);
    passed_ = there;
    const bool is_stale = ways_.lateness == Lateness::stale && there >= copy.expires;
    const WallTime ended =
        there + Millis{cases_.between(1, 1 + ways_.slowest)} + (is_stale ? ways_.stale_after : Millis{0});
    if (cases_.chance(ways_.loses))
      return {sent, there, sent + Seconds{5}, fail(FailureKind::timeout), index};
    auto said = answer(copy.rrset, shown(copy, there).count());
    if (is_stale && ways_.says_stale) said.extended_errors.push_back({.code = 3, .text = {}});
    if (ways_.is_named) said.nsid = "cache" + std::to_string(index);
    if (ways_.is_named_alike) said.nsid = "place";
    return {sent, there, ended, said, index};
  }

 private:
  std::size_t next_cache() {
    if (ways_.takes_turns) return turns_++ % copies_.size();
    return static_cast<std::size_t>(cases_.between(0, static_cast<std::int64_t>(copies_.size()) - 1));
  }

  void refresh(TrueCopy& copy, WallTime now) {
    if (copy.number != 0 && is_kept(copy, now)) return;
    const auto server =
        static_cast<std::size_t>(cases_.between(0, static_cast<std::int64_t>(zone_.servers()) - 1));
    const auto& edition = zone_.at(server, now);
    const Seconds kept = std::min(edition.ttl, ways_.cap.value_or(edition.ttl));
    copy = {.number = ++fetched_,
            .rrset = edition.rrset,
            .published = edition.ttl,
            .kept = kept,
            .inserted = now,
            .expires = end_of(kept, now)};
    if (ways_.lateness == Lateness::floor) copy.kept = std::max(kept, ways_.floor);
    if (ways_.lateness == Lateness::floor || ways_.lateness == Lateness::plateau)
      copy.expires = end_of(std::max(kept, ways_.floor), now);
  }

  bool is_kept(TrueCopy& copy, WallTime now) {
    if (now < copy.expires) {
      const bool is_renewed = ways_.prefetches && copy.expires - now <= copy.kept / 10;
      return !is_renewed && !cases_.chance(ways_.evicts);
    }
    if (now >= ways_.is_late_until) return false;
    if (ways_.lateness == Lateness::refetch) {
      copy.number = ++fetched_;
      copy.inserted = now;
      copy.expires = end_of(copy.kept, now);
    }
    return ways_.lateness == Lateness::stale || ways_.lateness == Lateness::frozen ||
           ways_.lateness == Lateness::refetch;
  }

  Seconds shown(const TrueCopy& copy, WallTime now) const {
    if (ways_.lateness == Lateness::frozen) return copy.kept;
    if (ways_.lateness == Lateness::stale && now >= copy.expires) return Seconds{30};
    const WallTime end =
        ways_.lateness == Lateness::plateau ? end_of(copy.kept, copy.inserted) : copy.expires;
    const Millis left = std::max(end - now, Millis{0});
    switch (ways_.rounding) {
      case Rounding::down: return std::chrono::floor<Seconds>(left);
      case Rounding::nearest: return std::chrono::floor<Seconds>(left + Millis{500});
      case Rounding::up:
      case Rounding::clock_to_one: return std::chrono::ceil<Seconds>(left);
      case Rounding::clock_to_zero:
        return std::chrono::ceil<Seconds>(left) - Seconds{left > Millis{0} ? 1 : 0};
    }
    std::unreachable();
  }

  /// When a copy fetched at `now` is given for the last time.
  WallTime end_of(Seconds kept, WallTime now) const {
    const bool has_clock =
        ways_.rounding == Rounding::clock_to_zero || ways_.rounding == Rounding::clock_to_one;
    if (!has_clock) return now + kept;
    const WallTime second = std::chrono::floor<Seconds>(now + ways_.clock) - ways_.clock;
    return second + kept + Seconds{ways_.rounding == Rounding::clock_to_zero ? 1 : 0};
  }

  Ways ways_;
  const SimulatedZone& zone_;
  Cases& cases_;
  std::vector<TrueCopy> copies_;
  WallTime passed_ = kStart - std::chrono::hours{24};
  int fetched_ = 0;
  std::size_t turns_ = 0;
};

}  // namespace cutwatch::test
