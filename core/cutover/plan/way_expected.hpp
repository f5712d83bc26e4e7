#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/mail/path_proof.hpp"

namespace cutwatch::cutover {

/// By which servers a message must have come that was sent down a path: in kind proxy the old server has it
/// from the proxy, by the new path, and from whoever sent it, by the old one; a message to a new server has
/// not come through the old one. Believed is what both servers and the mailbox's relays wrote.
mail::WayExpected way_expected(const Plan& plan, Path path, const mail::LedgerEntry& entry);

/// Whether the Received lines of a message that arrived show that way; unknown where none were read.
mail::PathProof proof_of(const Plan& plan, Path path, const mail::LedgerEntry& entry);

}  // namespace cutwatch::cutover
