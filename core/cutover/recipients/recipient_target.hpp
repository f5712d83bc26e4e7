#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/recipient_state.hpp"

#include <string>
#include <vector>

// Which servers are asked, and for whom.
namespace cutwatch::cutover {

/// Between two looks at a server that is not on loopback: each is up to five connections, with recipients
/// that it may not know.
inline constexpr Millis kLeastBetweenLooks = std::chrono::minutes{5};

/// One address of a server of the plan: behind each may stand another machine, with a list of its own.
struct RecipientTarget {
  ServerRole role = ServerRole::old_server;
  mail::MailServer server;

  PathEndpoint key() const { return {std::string(to_string(role)), server.endpoint}; }
};

/// Those of the old server before those of the new one; none where the plan asks for nobody.
std::vector<RecipientTarget> recipient_targets(const Plan& plan);

/// A recipient that nobody has: who takes it takes anybody. Always the same one of a domain, so that whoever
/// greylists comes to an end with it, and its name tells a reader of the log what it is for.
std::string control_recipient(const Plan& plan);

/// Whom the servers are asked for: the plan's recipients, then the control.
std::vector<std::string> recipients_asked(const Plan& plan);

}  // namespace cutwatch::cutover
