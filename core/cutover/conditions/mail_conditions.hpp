#pragma once
#include "core/cutover/conditions/condition.hpp"

// What probe mail shows to be wrong.
namespace cutwatch::cutover {

/// The last two messages of a round trip by the new path did not arrive, the last because it was refused.
std::optional<Finding> new_path_refuses(const Evidence& evidence);

/// The same, the last because it was lost.
std::optional<Finding> new_path_loses(const Evidence& evidence);

/// Before the switch: the last two messages by the old path, which all mail takes, did not arrive.
std::optional<Finding> old_path_fails(const Evidence& evidence);

/// A path refused so many messages in a row that nothing is sent down it for now: what else tells of it has
/// grown too old to count.
std::optional<Finding> path_stopped(const Evidence& evidence);

/// A message by the new path has been put off for longer than greylisting takes.
std::optional<Finding> new_path_defers(const Evidence& evidence);

/// The last message by a path lay in a junk folder.
std::optional<Finding> mail_in_junk(const Evidence& evidence);

/// The last two messages by a path were late.
std::optional<Finding> mail_slow(const Evidence& evidence);

/// A mailbox cannot be looked into: nothing can be said of arrivals.
std::optional<Finding> mailbox_unreadable(const Evidence& evidence);

}  // namespace cutwatch::cutover
