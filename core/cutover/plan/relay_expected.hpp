#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/mail/relay_proof.hpp"

namespace cutwatch::cutover {

/// Which server keeps a mailbox that is read over IMAP at an address of only one of them; unknown of any
/// other.
mail::MailboxKeeper keeper_of(const Plan& plan, const Mailbox& mailbox);

/// Whether a message by the new path shows that the new server keeps the mailbox that it arrived in.
bool is_kept_by_new(const Plan& plan, const mail::LedgerEntry& entry);

/// Whether the Received lines of a message to the old server, which arrived in a mailbox that `keeper` keeps,
/// show that the new server took it from the old one; unknown where none were read. Believed are the
/// mailbox's `believed_hosts`.
mail::PathProof relay_proof_of(const Plan& plan, const mail::LedgerEntry& entry, mail::MailboxKeeper keeper);

}  // namespace cutwatch::cutover
