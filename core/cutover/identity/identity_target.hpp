#pragma once
#include "core/cutover/plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

// Whose names are looked at: every address that a server of the plan is reached at, and every single one that
// it sends from.
namespace cutwatch::cutover {

struct IdentityTarget {
  ServerRole role = ServerRole::old_server;
  IpAddress address;
  std::string host;                        ///< As the plan calls the server.
  std::optional<mail::MailServer> server;  ///< None for an address that mail only comes from.

  /// The value of the `path` label.
  std::string path() const { return std::string(to_string(role)); }
};

/// Those of the old server before those of the new one, each address once a server.
std::vector<IdentityTarget> identity_targets(const Plan& plan);

/// Networks of more than one address that a server sends from: too many to look at.
std::vector<Network> networks_not_looked_at(const Plan& plan, ServerRole role);

/// How often each is looked at.
Millis identity_interval(const Plan& plan);

}  // namespace cutwatch::cutover
