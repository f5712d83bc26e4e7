#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/log/client_origin.hpp"
#include "core/mail/received.hpp"
#include "core/mail/trace.hpp"

#include <optional>
#include <string_view>

namespace cutwatch::cutover {

/// How a message came to the old server, as the old server wrote it down.
struct Entry {
  mail::ClientOrigin origin = mail::ClientOrigin::other;  ///< `agent` never: by an address nobody is told.
  mail::Received line;                                    ///< Whom the old server had it from.
};

/// By the Received lines of a message in a mailbox, of which hosts wrote those that are believed
/// (core/mail/trace.hpp). Without relays of its own the mailbox's server is taken for the old one. nullopt
/// where no believed line is the old server's of somebody else: then nobody can tell, or a program of the
/// server made it. Pure.
std::optional<Entry> entry_of(const Plan& plan, std::string_view mailbox, const mail::Trace& trace);

}  // namespace cutwatch::cutover
