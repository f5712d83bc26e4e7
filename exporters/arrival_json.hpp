#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// What a message showed when it was found, as fields of the message: `hops`, `hop_delays`, `spam`,
/// `findings`. By what the plan believes now. Printable ASCII, whatever is in the mail. Pure.
nlohmann::json arrival_json(const cutover::Plan& plan, const mail::LedgerEntry& entry);

}  // namespace cutwatch::exporters
