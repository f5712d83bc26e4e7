#include "core/dns/measured_ttl.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// Limits are read off answers that may be as much later than the copy was made.
constexpr Seconds kReadLate{6};

bool is_one(const std::optional<GivenTtls>& given) {
  return given && given->least + kReadLate >= given->most;
}

/// A floor that the TTLs hide is not in them.
std::optional<Seconds> shown_floor(const Calibration& measured) {
  return measured.held_at_zero ? std::nullopt : measured.floor();
}

}  // namespace

std::optional<GivenTtls> measured_ttl(Seconds published, const CacheEntry& copy,
                                      const Calibration& measured) {
  if (copy.rrset.is_absent() || measured.caches > 1) return std::nullopt;
  const auto cap = measured.cap();
  if (cap && is_one(measured.given_long) && published > *cap && copy.largest_ttl <= *cap + kReadLate)
    return GivenTtls{.least = *cap, .most = std::min(published, *cap + kReadLate)};
  const auto floor = shown_floor(measured);
  if (floor && is_one(measured.given_short) && published < *floor && copy.largest_ttl <= *floor + kReadLate)
    return GivenTtls{.least = *floor, .most = *floor + kReadLate};
  return std::nullopt;
}

}  // namespace cutwatch::dns
