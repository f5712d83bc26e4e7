#include "core/mail/copies_of_message.hpp"
#include "core/mail/ledger_entry.hpp"

namespace cutwatch::mail {
namespace {

bool is_late(const LedgerEntry& entry, const Sighting& sighting) {
  const WallTime deadline = entry.expected_from().value_or(entry.recorded) + entry.limits.late_after;
  if (sighting.at <= deadline) return false;
  // The server's clock is believed only where it agrees with what we know ourselves.
  const bool is_plausible = sighting.filed && *sighting.filed >= entry.recorded - Seconds{1} &&
                            *sighting.filed <= sighting.at + Seconds{1};
  return !is_plausible || *sighting.filed > deadline;
}

/// A bounce is somebody's word, and a copy of the message may be in the mailbox all the same.
std::optional<MessageResult> reported_result(const LedgerEntry& entry, std::optional<WallTime> mailbox_read) {
  if (!entry.report || !entry.report->is_final()) return std::nullopt;
  const bool is_awaited_in_one = !entry.awaited_report;
  if (is_awaited_in_one && (!mailbox_read || *mailbox_read < entry.report->at)) return std::nullopt;
  return entry.report->verdict == ReportVerdict::refused ? MessageResult::refused : MessageResult::lost;
}

MessageResult result_by(const LedgerEntry& entry, const Sighting& sighting) {
  if (sighting.is_junk) return MessageResult::junk;
  return is_late(entry, sighting) ? MessageResult::late : MessageResult::delivered;
}

/// Its time is out, and the mailbox was read since. Another one that suffices may not have been: as long
/// again it is waited for, and no longer, since a mailbox that cannot be read must not hide losses.
std::optional<MessageResult> not_in_its_mailbox(const LedgerEntry& entry, Millis after, ReportingWay way) {
  if (const auto* copy = only_copy(entry))
    return result_by(entry,
                     {.at = *copy->seen, .folder = {}, .is_junk = copy->is_junk, .filed = copy->filed});
  if (awaits_sufficing_copy(entry) && after <= 2 * entry.limits.lost_after) return std::nullopt;
  if (!entry.awaited_report || is_silence_telling(entry, way)) return MessageResult::lost;
  return MessageResult::untold;
}

}  // namespace

bool is_silence_telling(const LedgerEntry& entry, ReportingWay way) {
  const auto& disposition = entry.disposition;
  if (disposition == SmtpDisposition::deferred || disposition == SmtpDisposition::not_sent) return true;
  // One that was delayed may have been delivered since, where nobody says so.
  const auto& report = entry.report;
  if (report && (report->is_of_success() || report->verdict == ReportVerdict::unclear)) return false;
  const auto& awaited = entry.awaited_report;
  return awaited && awaited->is_promised && !awaited->is_perhaps_missed && way == ReportingWay::proven;
}

std::optional<MessageResult> result_of(const LedgerEntry& entry, std::optional<WallTime> mailbox_read,
                                       ReportingWay way) {
  if (entry.sighting) return result_by(entry, *entry.sighting);
  if (entry.disposition == SmtpDisposition::refused) return MessageResult::refused;
  if (const auto reported = reported_result(entry, mailbox_read)) return reported;
  const auto from = entry.expected_from();
  if (!from || !mailbox_read) return std::nullopt;
  const auto after = *mailbox_read - *from;
  return after > entry.limits.lost_after ? not_in_its_mailbox(entry, after, way) : std::nullopt;
}

}  // namespace cutwatch::mail
