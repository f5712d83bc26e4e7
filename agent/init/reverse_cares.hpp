#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"

#include <string>
#include <vector>

namespace cutwatch::init {

/// The names that an address's PTR records give, at most `kMostReverseNames`.
std::vector<dns::Name> reverse_names_of(const Found& found, const IpAddress& address);

inline constexpr std::size_t kMostReverseNames = 4;

/// Reverse names that are missing, or that do not lead back to the address (RFC 8499 §7,
/// "forward-confirmed").
void add_reverse_cares(std::vector<std::string>& out, const Found& found, const Move& move);

}  // namespace cutwatch::init
