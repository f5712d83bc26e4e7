#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>

// What the agent does that a server's log must tell of.
namespace cutwatch::cutover {

/// How often its own mail comes to that server, at least, by what its round trips are to do; nullopt: none
/// does. In kind `proxy` mail by the new path comes to the old server as well, and after the lock only that.
std::optional<Millis> own_mail_interval(const Evidence& evidence, ServerRole role);

/// How often anything that it does there may leave a line, at least; nullopt: nothing does.
std::optional<Millis> own_deed_interval(const Evidence& evidence, ServerRole role);

/// The first thing that it did after that instant and that the server has certainly heard: a message that it
/// took, or that came through to a mailbox behind it; an answer to somebody who tried its lock. None of what
/// could not be sent, and of a door that nobody opened.
std::optional<WallTime> first_deed_after(const Evidence& evidence, ServerRole role,
                                         std::optional<WallTime> after);

}  // namespace cutwatch::cutover
