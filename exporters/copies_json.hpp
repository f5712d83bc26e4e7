#pragma once
#include "core/mail/ledger_entry.hpp"

#include <nlohmann/json.hpp>

#include <vector>

// Messages that are expected in further mailboxes.
namespace cutwatch::exporters {

inline constexpr std::size_t kMostCopiesShown = 50;

/// What is known of each copy of a message: `mailbox`, `state`, `seen_at`, `folder`, `missed_at`; [] where it
/// is expected in its own mailbox only. Printable ASCII. Pure.
nlohmann::json also_in_json(const mail::LedgerEntry& entry);

/// For each round trip, path and further mailbox how many copies there are in each state. Pure.
nlohmann::json copy_totals_json(const std::vector<mail::LedgerEntry>& messages);

/// Of messages with their `also_in` and `findings` a row for each copy that is missing, lies in junk or
/// bounced to the sender, the last first, at most `kMostCopiesShown`. Pure.
nlohmann::json copies_amiss(const nlohmann::json& messages);

}  // namespace cutwatch::exporters
