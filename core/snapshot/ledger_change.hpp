#pragma once
#include "core/snapshot/mail_state.hpp"

#include <map>
#include <string>

/// What the folds of mail have in common: how a message of the ledger is changed, counted and ended. Each
/// changes the state that it is given; who calls it lists what is to be written down (`changed`).
namespace cutwatch::ledger_change {

/// The message is the last that ended; the one that may be forgotten is, where there are too many.
void keep_ended(MailState& state, mail::LedgerEntry entry);

/// Counts what a change of a message adds.
void count(MailState& state, const mail::LedgerEntry& before, const mail::LedgerEntry& after);

/// What the end of a message does to the run of deliveries on its path.
void continue_run(MailState& state, const mail::LedgerEntry& ended);

/// The message as its end is reckoned: from the last step of the clock on, where it was under way then.
mail::LedgerEntry reckoned(const MailState& state, mail::LedgerEntry entry);

/// Ends a message in flight, where what is known of it decides how; listed in `changed`.
void end_if_over(MailState& state, const std::string& id, WallTime now);

/// The message of that id, in flight or ended; null when it is not known any more.
mail::LedgerEntry* entry_to_write(MailState& state, const std::string& id);

/// A message that had ended long ago is known again; null when it is not among those recalled.
mail::LedgerEntry* recall(MailState& state, const std::map<std::string, mail::LedgerEntry>& recalled,
                          const std::string& id);

}  // namespace cutwatch::ledger_change
