#include "core/mail/ledger_entry.hpp"

namespace cutwatch::mail {

std::optional<MessageResult> result_of(const LedgerEntry& entry, std::optional<WallTime> mailbox_read) {
  if (entry.sighting) {
    if (entry.sighting->is_junk) return MessageResult::junk;
    return entry.sighting->at - entry.recorded > entry.limits.late_after ? MessageResult::late
                                                                         : MessageResult::delivered;
  }
  if (entry.disposition == SmtpDisposition::refused) return MessageResult::refused;
  if (mailbox_read && *mailbox_read - entry.recorded > entry.limits.lost_after) return MessageResult::lost;
  return std::nullopt;
}

}  // namespace cutwatch::mail
