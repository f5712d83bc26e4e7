#include "core/dns/ended_copies.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

WallTime end_of(const CacheEntry& copy) { return copy.standstills > 0 ? WallTime::min() : copy.ends_by; }

Millis ttl_of(const CacheEntry& copy) {
  return copy.standstills > 0 ? Millis{copy.largest_ttl} : copy.ends_by - copy.first_seen;
}

}  // namespace

std::vector<CacheEntry> most_telling(std::vector<CacheEntry> copies, std::size_t most) {
  while (copies.size() > most) {
    std::iter_swap(std::ranges::max_element(copies, {}, end_of), copies.begin());
    copies.erase(std::ranges::min_element(copies.begin() + 1, copies.end(), {}, ttl_of));
  }
  return copies;
}

}  // namespace cutwatch::dns
