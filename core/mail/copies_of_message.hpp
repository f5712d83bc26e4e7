#pragma once
#include "core/mail/ledger_entry.hpp"

#include <string>
#include <string_view>

// A message that is expected in further mailboxes. It is looked for there until it is found or missing, also
// when it has ended.
namespace cutwatch::mail {

/// What is known of one of the copies of a message. One that is found after it was missing has arrived.
CopyState copy_state(const LedgerEntry& entry, const ExpectedCopy& copy);

/// The copy that is expected in that mailbox; null where none is.
const ExpectedCopy* copy_in(const LedgerEntry& entry, std::string_view mailbox);

/// Whether the copy for that mailbox is still to be found there.
bool awaits_copy_in(const LedgerEntry& entry, std::string_view mailbox);

/// Whether any copy is.
bool awaits_copies(const LedgerEntry& entry);

/// Of one that was found in a mailbox that suffices, and not in its own: what it was found as there, the one
/// in no junk folder first, then the earliest. Null for any other.
const ExpectedCopy* only_copy(const LedgerEntry& entry);

/// Whether it may still come to a mailbox that suffices: it has left, and nobody has looked there since it
/// should have come.
bool awaits_sufficing_copy(const LedgerEntry& entry);

/// What is true of one that was found so, as the end of a sentence; printable ASCII: "it came to mailbox new
/// only: none was kept in mailbox old".
std::string words_on_only_copy(const LedgerEntry& entry, const ExpectedCopy& copy);

/// Whether a copy that was not found by a look that began at `mailbox_read` is missing: the message has left,
/// and `lost_after` is over.
bool is_copy_overdue(const LedgerEntry& entry, WallTime mailbox_read);

/// The entry after its copy was found in that mailbox. Only the first time changes anything. One that was
/// lost by then has been found where that suffices.
LedgerEntry with_copy_seen(LedgerEntry entry, std::string_view mailbox, const Sighting& sighting);

/// The entry after a look into that mailbox, begun at `at`, that should have found the copy.
LedgerEntry with_copy_missed(LedgerEntry entry, std::string_view mailbox, WallTime at);

/// The entry after it was told that mail for another address than its own will not arrive. Only the first
/// time changes anything, and only where copies are expected.
LedgerEntry with_copy_bounce(LedgerEntry entry, const DeliveryReport& report);

}  // namespace cutwatch::mail
