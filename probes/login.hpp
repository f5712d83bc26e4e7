#pragma once
#include "core/mail/mail_server.hpp"
#include "net/imap/imap_client.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

#include <optional>

namespace cutwatch {

/// Whether to log in to the account, as far as manners go (core/mail/login_history.hpp). Error: limited, in
/// words that stay the same while it lasts; then not even a connection is to be made.
Result<void> may_log_in(const ProbeContext& context, const mail::MailServer& account);

/// What became of it: the failure of the whole dialogue, or none. Only a log-in that the server refused
/// counts (auth); one that succeeded clears the account, after a restart too; one that broke off elsewhere is
/// neither.
asio::awaitable<void> note_log_in(ProbeContext context, mail::MailServer account,
                                  std::optional<Failure> failure);

/// Looks into the account's mailbox as far as the two above let it. Errors: those of a look, and limited.
asio::awaitable<Result<net::MailboxFindings>> search_with_manners(ProbeContext context,
                                                                  mail::MailServer account,
                                                                  net::MailboxQuery query, Millis patience);

}  // namespace cutwatch
