#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/ledger_entry.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace cutwatch::exporters {

/// What the server of a message's mailbox found out about its sender: the verdicts by SPF, DKIM and DMARC,
/// each null where it says nothing, and all that is believed of it. Null before the message was read, and
/// where the mailbox has no name to believe.
nlohmann::json authentication_json(const cutover::Plan& plan, const mail::LedgerEntry& entry);

/// "spf pass, dkim pass, dmarc none"; empty where nothing is believed. For people.
std::string authentication_text(const std::vector<mail::AuthenticationResult>& results);

}  // namespace cutwatch::exporters
