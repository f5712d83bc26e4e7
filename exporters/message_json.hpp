#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::exporters {

/// One probe message: how it was sent, what became of it, and what it showed when it was found.
nlohmann::json message_json(const cutover::Plan& plan, const mail::LedgerEntry& entry);

}  // namespace cutwatch::exporters
