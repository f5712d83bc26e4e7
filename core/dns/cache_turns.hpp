#pragma once
#include "core/dns/holding.hpp"

#include <cstddef>
#include <vector>

namespace cutwatch::dns {

/// Of copies that come and go: one that ends when another did proves nothing, two do.
inline constexpr std::size_t kChanceReturns = 1;

/// How many caches must lie behind the address for its copies to have been seen in the order that they were,
/// not less than `known`. A cache holds one copy at a time and never shows one again that it has dropped, but
/// it may by chance fetch one with the same end. So it is the fewest caches that need no more than `chances`
/// of those, if all of them drop and fetch as suits them best. A lower bound. Pure.
std::size_t caches_by_turns(const std::vector<Holding>& holdings, std::size_t known, std::size_t chances);

}  // namespace cutwatch::dns
