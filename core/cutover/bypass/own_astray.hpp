#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/server_log/stray_times.hpp"
#include "core/mail/bypass_mail.hpp"
#include "core/mail/ledger_entry.hpp"

#include <functional>
#include <optional>

namespace cutwatch::cutover {

/// Of a message of the agent that was found, with its Received lines: how the old server took it from
/// somebody other than the proxy, as real senders' mail goes that is sent as DNS says, or that the proxy
/// does not hand on itself. None of mail by the old path, which is to go there, nor of what was sent before
/// the switch, nor where nobody can tell. Pure.
std::optional<mail::BypassMail> own_astray(const Plan& plan, const mail::LedgerEntry& entry,
                                           const mail::Sighting& sighting,
                                           const std::function<StrayTimes()>& times, WallTime now);

/// Whether messages of that round trip may show such a thing: they are awaited in a mailbox, and go by the
/// new path or as DNS says.
bool may_go_astray(const Plan& plan, const RoundTrip& trip);

}  // namespace cutwatch::cutover
