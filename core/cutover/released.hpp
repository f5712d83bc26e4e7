#pragma once
#include "core/cutover/decision/old_server_released.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/snapshot/chronicle.hpp"

namespace cutwatch::cutover {

/// Whether a message was refused by the old server when that might: no loss. Pure.
bool is_refused_on_purpose(const mail::LedgerEntry& entry, const Chronicle& chronicle);

}  // namespace cutwatch::cutover
