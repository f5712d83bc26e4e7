#pragma once
#include "core/time/time.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>

namespace cutwatch::mail {

/// How often something was told, and when last.
struct Tally {
  std::uint64_t count = 0;
  std::optional<WallTime> last{};

  /// Lines of several processes may come a little out of order.
  void add(WallTime at) { add({.count = 1, .last = at}); }
  void add(const Tally& other) {
    count += other.count;
    last = std::max(last, other.last);  // none is before any
  }
  friend bool operator==(const Tally&, const Tally&) = default;
};

/// Zero where there is none.
template <class Key>
Tally tally_of(const std::map<Key, Tally>& tallies, const Key& key) {
  const auto found = tallies.find(key);
  return found == tallies.end() ? Tally{} : found->second;
}

}  // namespace cutwatch::mail
