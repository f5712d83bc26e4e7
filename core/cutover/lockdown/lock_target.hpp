#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/lock_state.hpp"

#include <optional>
#include <string>
#include <vector>

// Which doors are tried, from where, and who is let in.
namespace cutwatch::cutover {

/// Between two looks at a server that is not on loopback: one that is locked has reason to count who knocks,
/// and a ban would look like a lock.
inline constexpr Millis kLeastBetweenKnocks = std::chrono::minutes{1};

/// One address of the server that is to be locked, tried from one address, as by a stranger: without a
/// log-in, and with TLS only where it offers it.
struct LockTarget {
  const Lockdown* lockdown = nullptr;  ///< In the plan.
  mail::MailServer server;
  std::vector<mail::MailServer> controls;  ///< From the same address: of its family, where there are any.
  LockKey key;
};

/// In the plan's order. A source is tried towards addresses of its own family only. They point into the plan.
std::vector<LockTarget> lock_targets(const Plan& plan);
std::vector<LockTarget> lock_targets(const Plan& plan, const Lockdown& lockdown);

/// Why the lock lets this address in, for people: "198.51.100.7 is an address of the new server"; nullopt
/// where it is a stranger's.
std::optional<std::string> let_in_as(const Plan& plan, const Lockdown& lockdown, const IpAddress& source);

}  // namespace cutwatch::cutover
