#pragma once
#include "core/cutover/identity/identity_target.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Who the servers' addresses are, and whether a receiver would believe it.
namespace cutwatch::cutover {

enum class IdentityGrade : std::uint8_t {
  good,
  promised,  ///< it will be, once the switch is published as the plan says
  bad,
  unknown,  ///< nobody has looked, too long ago, or without an answer
};

struct IdentityFinding {
  IdentityGrade grade = IdentityGrade::unknown;
  std::string words;             ///< Without a full stop; printable ASCII.
  std::optional<WallTime> at{};  ///< When that was seen.
};

/// What is made of one address.
struct AddressIdentity {
  IdentityTarget target;
  const IdentityState* state = nullptr;  ///< Null when nobody has looked yet.
  std::optional<dns::Iprev> iprev;       ///< Of a look that still counts.
  IdentityFinding reverse;
  std::optional<IdentityFinding> greeting;  ///< None for an address that mail only comes from.
};

/// What is made of an address at `now`. It points into `state`. Pure.
AddressIdentity identity_of(const Plan& plan, const DomainState& state, const IdentityTarget& target,
                            WallTime now);

/// Of all addresses of the plan's servers.
std::vector<AddressIdentity> identities_of(const Plan& plan, const DomainState& state, WallTime now);

/// Whether the plan gives a name that address in the switch or before it.
bool is_promised(const Plan& plan, const dns::Name& name, const IpAddress& address);

}  // namespace cutwatch::cutover
