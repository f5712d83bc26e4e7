#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/hop_table.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/mail/path_proof.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace cutwatch::cutover {

/// All addresses by which a server is known; none where there is no server.
std::vector<Network> networks_of(const Server* server);

/// Whose Received lines are believed in a mailbox: what both servers and its relays wrote.
std::vector<Network> believed_hosts(const Plan& plan, std::string_view mailbox);

/// The path of the server that took a message: of mail as DNS says the old or the new one, by the address
/// that had the last word; nullopt where that is not known, or none of the plan's servers.
std::optional<Path> path_taken(const Plan& plan, Path path, const mail::LedgerEntry& entry);

/// By which servers a message must have come that was sent down a path: in kind proxy the old server has it
/// from the proxy, by the new path, and from whoever sent it, by the old one; a message to a new server has
/// not come through the old one; one that was submitted is sent on from where its server says that it sends
/// from. Believed are the mailbox's `believed_hosts`.
mail::WayExpected way_expected(const Plan& plan, Path path, const mail::LedgerEntry& entry);

/// Whether the Received lines of a message that arrived show the way of its path, or as DNS says of the
/// server that took it; unknown where none were read.
mail::PathProof proof_of(const Plan& plan, Path path, const mail::LedgerEntry& entry);

/// Its Received lines, and how long it took where, by what the plan believes now; nothing where none were
/// read.
mail::HopTable hops_of(const Plan& plan, const mail::LedgerEntry& entry);

}  // namespace cutwatch::cutover
