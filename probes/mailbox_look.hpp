#pragma once
#include "core/cutover/plan/plan.hpp"
#include "net/imap/mailbox_findings.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

namespace cutwatch {

/// Looks into a mailbox wherever it is: over IMAP, within `patience` and as far as manners let it, or in the
/// file system. Errors: those of either.
asio::awaitable<Result<net::MailboxFindings>> look_into(ProbeContext context, cutover::Mailbox mailbox,
                                                        net::MailboxQuery query, Millis patience);

}  // namespace cutwatch
