#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <optional>

namespace cutwatch::cutover {

/// A server that is to be locked would take mail from a stranger, `bypass_grace` after the last copy that
/// leads to it has ended. A warning for `old_quiet_for` more, in which senders may still come and the
/// operator may leave it open for them.
std::optional<Finding> upstream_not_locked(const Evidence& evidence);

/// The old server answers strangers with a 5xx while a copy that leads to it may live. A warning where it was
/// not seen to take mail from there before: it may refuse that address for a reason of its own; unless it
/// refuses our messages by the old path, too.
std::optional<Finding> locked_too_early(const Evidence& evidence);

}  // namespace cutwatch::cutover
