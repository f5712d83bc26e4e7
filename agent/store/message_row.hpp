#pragma once
#include "agent/store/database.hpp"
#include "core/mail/ledger_entry.hpp"

#include <string>

namespace cutwatch::store {

/// The columns of a row of `message` as `entry_of` reads them.
inline constexpr const char* kFirstMessageColumns =
    "domain, id, probe, path, mailbox, sender, recipient, recorded_ms, late_after_ms, lost_after_ms, "
    "attempts, "
    "deferrals, disposition, accepted_ms, detail, seen_ms, folder, is_junk, copies, result, ended_ms, "
    "is_found_after_lost, first_attempt_ms, was_watched";
/// Behind the first ones; schema 10 has them.
inline constexpr const char* kLaterMessageColumns =
    "route, longest_pause_ms, queue_id, received, changes, filed_ms, believed, reaches_sender, spam, report, "
    "form, is_signature_judged, authentication, way, awaited_report, also_in, copy_bounce, first_deferral_ms";
/// What stands for them where they are not there yet.
inline constexpr const char* kNoLaterMessageColumns =
    "'', 0, '', NULL, NULL, NULL, 0, 0, '', NULL, '', 0, '', NULL, NULL, '', NULL, NULL";

std::string domain_of(const Statement& row);
/// A number that is none of its enum's (a damaged file) counts as not known.
mail::LedgerEntry entry_of(const Statement& row);

/// What may change of a message after it was recorded.
Result<Statement> update_of(Database& database, const mail::LedgerEntry& entry);

}  // namespace cutwatch::store
