#pragma once
#include "net/imap/mailbox_findings.hpp"

#include <asio/awaitable.hpp>

#include <string>

namespace cutwatch::net {

/// Looks through folders of a maildir on this host for our messages, as MailboxSearch does by IMAP: reads
/// only, never moves, flags or deletes. A maildir has no UIDs, so a cursor's `uid_next` is an instant, in
/// seconds since 1970: messages whose files were written since are new. For what comes into sight later than
/// it was written, messages of 10 minutes before, and all since `not_before`, are met again, and say so
/// (`is_anew`). INTERNALDATE is when the file was written.
///
/// In each folder and run the headers of up to 2,000 messages are read, and 32 KiB of each at most; where
/// more have come, the oldest, and `seen_until` says how far. Files that are moved meanwhile are looked for
/// again, three times in all.
///
/// Errors: none of the whole; a folder's own failure is in it: refused (it, or a message in it, may not be
/// read) · limited (more than 200,000 files) · malformed (no name of a folder).
asio::awaitable<Result<MailboxFindings>> search_maildir(std::string maildir, MailboxQuery query,
                                                        WallTime now);

}  // namespace cutwatch::net
