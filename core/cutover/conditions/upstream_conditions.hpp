#pragma once
#include "core/cutover/conditions/condition.hpp"

// What probe mail shows of the old server in kind `proxy`, where it stands behind the proxy. What other
// senders' mail meets there its log tells.
namespace cutwatch::cutover {

/// The last two messages of a round trip by the new path came back, because the old server refused what the
/// proxy handed on, whatever it was.
std::optional<Finding> upstream_rejects_proxy(const Evidence& evidence);

/// Two messages of a round trip by the new path were reported of late to wait for the old server, which the
/// proxy does not reach, or to have been given up for that; and nothing sent since has arrived.
std::optional<Finding> upstream_down(const Evidence& evidence);

/// After the switch, and while copies may lead to it, the old server itself refused the last two messages of
/// a round trip by the old path for good, or so many that nothing is sent to it for now.
std::optional<Finding> mail_refused_too_early(const Evidence& evidence);

}  // namespace cutwatch::cutover
