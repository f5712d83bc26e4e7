#include "core/dns/cache_turns.hpp"

#include "core/dns/cache_entry.hpp"

#include <algorithm>
#include <span>

namespace cutwatch::dns {
namespace {

constexpr Seconds kTtlRounding{1};

/// A copy was seen; a number for each copy.
struct Visit {
  WallTime at;
  std::size_t copy = 0;
  friend auto operator<=>(const Visit&, const Visit&) = default;
};

ExpiryInterval expiry_of(const Sighting& seen) {
  return {.earliest = seen.sent + seen.ttl - kTtlRounding, .latest = seen.received + seen.ttl + kTtlRounding};
}

/// In the order of their ends.
std::vector<const Sighting*> by_end(const Holding& holding) {
  std::vector<const Sighting*> out;
  for (const auto& each : holding.sightings) out.push_back(&each);
  std::ranges::sort(out, [](const Sighting* a, const Sighting* b) {
    if (a->nsid != b->nsid) return a->nsid < b->nsid;
    return expiry_of(*a).earliest < expiry_of(*b).earliest;
  });
  return out;
}

/// The sightings of one RRset that show copies which can have ended together, or each with another between:
/// whoever counts those as several may count some twice.
std::vector<std::vector<const Sighting*>> told_apart(const Holding& holding) {
  std::vector<std::vector<const Sighting*>> groups;
  WallTime latest;
  for (const auto* each : by_end(holding)) {
    const auto end = expiry_of(*each);
    const bool is_same =
        !groups.empty() && groups.back().front()->nsid == each->nsid && end.earliest <= latest;
    if (!is_same) groups.emplace_back();
    latest = is_same ? std::max(latest, end.latest) : end.latest;
    groups.back().push_back(each);
  }
  return groups;
}

/// Those that first show the copy, or agree with that one and show that it has run down since.
void add_visits(std::vector<Visit>& visits, std::vector<const Sighting*> sightings, std::size_t copy) {
  std::ranges::sort(sightings, {}, &Sighting::received);
  const auto* first = sightings.front();
  for (const auto* each : sightings) {
    const bool is_again = each->copy_since == first->copy_since && !each->stood_still;
    const bool has_run_down = is_again && first->ttl - each->ttl >= kTtlMovesWithin;
    if (each == first || has_run_down) visits.push_back({each->received, copy});
  }
}

/// In the order in which they were made, a stay at one copy as one.
std::vector<std::size_t> copies_in_turn(const std::vector<Holding>& holdings) {
  std::vector<Visit> visits;
  std::size_t copies = 0;
  for (const auto& holding : holdings) {
    for (const auto& sightings : told_apart(holding)) add_visits(visits, sightings, copies++);
  }
  std::ranges::sort(visits);
  std::vector<std::size_t> out;
  for (const auto& visit : visits) {
    if (out.empty() || out.back() != visit.copy) out.push_back(visit.copy);
  }
  return out;
}

using Copies = std::vector<std::size_t>;

/// Of the copies that are held, the one that comes again last, or never.
Copies::iterator least_wanted(Copies& held, std::span<const std::size_t> to_come) {
  return std::ranges::max_element(
      held, {}, [&](std::size_t copy) { return std::ranges::find(to_come, copy) - to_come.begin(); });
}

/// How many copies must have been fetched once more by chance if there were so many caches: each drops what
/// is wanted last, and none can do better (Belady's rule).
std::size_t chances_needed(const Copies& order, std::size_t caches) {
  Copies held;
  std::size_t chances = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::ranges::find(held, order[i]) != held.end()) continue;
    const auto seen = std::span(order).first(i);
    if (std::ranges::find(seen, order[i]) != seen.end()) ++chances;
    if (held.size() == caches) held.erase(least_wanted(held, std::span(order).subspan(i)));
    held.push_back(order[i]);
  }
  return chances;
}

}  // namespace

std::size_t caches_by_turns(const std::vector<Holding>& holdings, std::size_t known, std::size_t chances) {
  const auto order = copies_in_turn(holdings);
  std::size_t caches = std::max(known, std::min<std::size_t>(order.size(), 1));
  while (chances_needed(order, caches) > chances) ++caches;
  return caches;
}

}  // namespace cutwatch::dns
