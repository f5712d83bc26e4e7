#pragma once
#include "core/dns/delegation_sides.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <map>
#include <string>

namespace cutwatch::dns {

/// A name server that the parent of a zone has named, or the zone itself, whether it is asked or not.
struct NamedServer {
  bool by_parent = false;  ///< In the last comparison.
  bool by_zone = false;    ///< In the last comparison.
  WallTime last;           ///< When a comparison last found it named by either.
  friend bool operator==(const NamedServer&, const NamedServer&) = default;

  /// Whether either names it, as far as is known.
  bool is_named() const { return by_parent || by_zone; }
};

/// By name.
using NamedServers = std::map<std::string, NamedServer>;

/// More are not kept: of those that nobody names any more the longest gone are forgotten.
inline constexpr std::size_t kMaxNamed = 4 * kMaxDelegatedNames;

/// With one more comparison. Pure.
NamedServers with_sides(NamedServers known, const DelegationSides& sides, WallTime at);

}  // namespace cutwatch::dns
