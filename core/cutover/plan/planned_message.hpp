#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"

#include <string>

namespace cutwatch::cutover {

/// What all messages of a round trip down a path have in common, as the plan is now: an entry without an id
/// and without instants. Pure.
mail::LedgerEntry planned_message(const Plan& plan, const RoundTrip& trip, Path path);

/// Whose mailbox it is, and where: equal for those that are one account, whatever folders are read.
std::string account_of(const Mailbox& mailbox);

/// Whether a message that lies in this mailbox is where it was sent to be: by the mailbox's id, or by its
/// account where that has another id now. What ends elsewhere ends nothing here. Pure.
bool is_awaited_in(const Mailbox& mailbox, const mail::LedgerEntry& entry);

/// Whether a message can still end by a look: into no other mailboxes than those of round trips, and of
/// reports to them, anybody looks. Pure.
bool is_awaited(const Plan& plan, const mail::LedgerEntry& entry);

}  // namespace cutwatch::cutover
