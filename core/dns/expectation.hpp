#pragma once
#include "core/dns/resolver_view.hpp"
#include "core/dns/stages.hpp"

#include <optional>
#include <vector>

namespace cutwatch::dns {

/// What answers about one record are judged against.
struct Expectation {
  const Stages& stages;
  std::size_t target = 0;             ///< The stage that is "new".
  std::optional<WallTime> old_bound;  ///< When the last honest copy of the others has ended; none: not known.
  std::size_t caches = 0;             ///< Otherwise known to lie behind the address, at least.
  std::optional<WallTime> held_until;  ///< A floor that is otherwise known keeps the others up to then.
};

/// Until when a copy may live. Where the TTL says nothing about the end of an old copy, and other data were
/// shown since, the bound does; one that is shown even after the bound ends when its cache shows other data.
/// No bound ends what the last answer showed: who shows such a TTL may not be honest. Nor does one where
/// several caches are known and the TTL has had no time to move: it may be what is left of an honest copy.
WallTime lives_until(const CacheEntry& entry, const ResolverView& view, const Expectation& expected);

/// When a copy that lives at `now` will have ended, as it is foretold: later than `now`, and never later than
/// `lives_until`, which reckons with copies of two caches that look like one. Where only one cache is known,
/// all that was seen of the copy narrows it; where the TTL does not tell, it is the bound, up to then.
WallTime foretold_end(const CacheEntry& entry, const ResolverView& view, const Expectation& expected,
                      WallTime now);

/// The copies that may live at `now`.
std::vector<const CacheEntry*> living(const ResolverView& view, const Expectation& expected, WallTime now);

/// Whether caches that were not met may hold an old copy: there are several behind the address, and the bound
/// of the old data has not passed, nor what a known floor makes of it.
bool may_hide_old(const ResolverView& view, const Expectation& expected, WallTime now);

}  // namespace cutwatch::dns
