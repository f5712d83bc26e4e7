#include "core/mail/ledger_entry.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

std::string detail_of(const SmtpAttempt& attempt) {
  if (attempt.reply) {
    const auto& reply = *attempt.reply;
    return fmt::format("{} {}{}{}", reply.code, reply.enhanced_code, reply.enhanced_code.empty() ? "" : " ",
                       reply.text);
  }
  if (attempt.failure) return to_string(*attempt.failure);
  return "";
}

/// The answer of a server that will not tell, with what that means: nobody else will say so.
void note_promise(LedgerEntry& entry, const SmtpAttempt& attempt) {
  if (!entry.awaited_report || attempt.disposition == SmtpDisposition::not_sent) return;
  entry.awaited_report->is_promised = attempt.is_report_promised;
  const bool is_taken = attempt.disposition == SmtpDisposition::accepted;
  if (is_taken && !attempt.is_report_promised)
    entry.detail += " (it offers no DSN, RFC 3461: whether the message arrives cannot be known)";
}

}  // namespace

std::string_view to_string(MessageResult result) noexcept {
  switch (result) {
    case MessageResult::delivered: return "delivered";
    case MessageResult::late: return "late";
    case MessageResult::junk: return "junk";
    case MessageResult::refused: return "refused";
    case MessageResult::lost: return "lost";
    case MessageResult::untold: return "untold";
  }
  std::unreachable();
}

bool LedgerEntry::goes_where(const LedgerEntry& other) const {
  return to == other.to && mailbox == other.mailbox && route == other.route;
}

std::string LedgerEntry::destination() const { return fmt::format("{} {} {}", to, mailbox, route); }

bool LedgerEntry::is_unreached() const {
  return disposition == SmtpDisposition::not_sent && last_try && last_try->ended_in <= SmtpPhase::banner;
}

bool LedgerEntry::is_to_be_retried() const {
  if (result || sighting || (report && report->is_final())) return false;
  if (!disposition) return true;
  return disposition == SmtpDisposition::deferred || disposition == SmtpDisposition::not_sent;
}

bool LedgerEntry::is_put_off() const {
  if (report && report->is_final()) return false;
  return disposition == SmtpDisposition::deferred || (report && report->verdict == ReportVerdict::delayed);
}

std::optional<WallTime> LedgerEntry::expected_from() const {
  if (first_attempt) return first_attempt;
  if (disposition == SmtpDisposition::unknown) return recorded;
  return std::nullopt;
}

bool LedgerEntry::is_report_contradicted() const { return sighting && report && report->is_final(); }

std::optional<Millis> LedgerEntry::latency() const {
  if (!sighting || !accepted || !sighting->was_watched) return std::nullopt;
  if (sighting->at < *accepted) return std::nullopt;
  return sighting->at - *accepted;
}

std::optional<Millis> LedgerEntry::greylisted() const {
  if (!first_deferral || !accepted || *accepted < *first_deferral) return std::nullopt;
  return *accepted - *first_deferral;
}

bool LedgerEntry::shows_reporting() const {
  if (!awaited_report || disposition != SmtpDisposition::accepted) return false;
  return report && report->verdict == ReportVerdict::delivered;
}

LedgerEntry with_attempt(LedgerEntry entry, const SmtpAttempt& attempt, WallTime at) {
  ++entry.attempts;
  if (!entry.first_attempt) entry.first_attempt = at;
  if (attempt.disposition == SmtpDisposition::deferred) {
    if (entry.deferrals == 0) entry.first_deferral = at;
    ++entry.deferrals;
  }
  entry.disposition = attempt.disposition;
  entry.detail = detail_of(attempt);
  note_promise(entry, attempt);
  entry.phases = attempt.phases;
  const bool was_broken_off = attempt.failure && attempt.failure->kind == FailureKind::cancelled;
  entry.last_try = was_broken_off ? std::nullopt : std::optional(SendTry{at, attempt.ended_in});
  if (attempt.disposition != SmtpDisposition::not_sent) entry.form.is_seven_bit = attempt.is_seven_bit;
  if (entry.way) {
    entry.way->tried = at;
    if (attempt.server) entry.way->answered = attempt.server;
  }
  if (attempt.disposition == SmtpDisposition::accepted && !entry.accepted) {
    entry.accepted = attempt.accepted.value_or(at);
    entry.queue_id = attempt.queue_id;
  }
  return entry;
}

LedgerEntry with_report(LedgerEntry entry, const DeliveryReport& report, bool was_counted) {
  if (report.verdict == ReportVerdict::delayed && !was_counted) ++entry.deferrals;
  const bool says_less = entry.report && (entry.report->is_final() || report.verdict < entry.report->verdict);
  const bool is_known = was_counted && entry.report && report.verdict == entry.report->verdict;
  if (says_less || is_known) return entry;
  entry.report = report;
  if (!entry.sighting) entry.detail = cause_of(report);
  return entry;
}

LedgerEntry with_sighting(LedgerEntry entry, const Sighting& sighting, std::uint32_t copies) {
  if (!entry.sighting) entry.sighting = sighting;
  entry.copies += copies;
  entry.is_found_after_lost = entry.result == MessageResult::lost;
  return entry;
}

}  // namespace cutwatch::mail
