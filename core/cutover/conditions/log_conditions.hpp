#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <optional>

// What servers' logs show to be wrong, of mail that others send.
namespace cutwatch::cutover {

/// Within `bypass_grace` the old server took mail around the proxy that no copy from before the switch
/// explains. A warning while the old server may still be found, unless more than `bypass_per_hour` came,
/// the new path refuses mail, or the proxy is down: then all mail may come that way.
std::optional<Finding> mail_bypasses_proxy(const Evidence& evidence);

/// In the other kinds: the old server kept mail for the domain within `bypass_grace`.
std::optional<Finding> mail_stranded(const Evidence& evidence);

/// The old server greylists what the proxy hands on.
std::optional<Finding> forward_greylisted(const Evidence& evidence);

/// A log of a server cannot be read, or has no line where the agent's own probes should leave one.
std::optional<Finding> log_silent(const Evidence& evidence);

/// By its log the proxy's mail is refused for good by the old server, and none was handed on since: a warning
/// of one message, which may be at fault itself. Where only the old server's log is read, a warning by that.
std::optional<Finding> proxy_rejected_by_log(const Evidence& evidence);

/// By its log the proxy does not reach the old server, and has handed on no mail since.
std::optional<Finding> upstream_down_by_log(const Evidence& evidence);

/// By its log the proxy does something else with mail than hand it on: it discards or keeps it (critical), or
/// holds it; or what it hands on is refused in masses, or fails by what no other condition names.
std::optional<Finding> mail_not_handed_on(const Evidence& evidence);

}  // namespace cutwatch::cutover
