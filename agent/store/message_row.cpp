#include "agent/store/message_row.hpp"

#include "agent/store/arrival_columns.hpp"
#include "agent/store/authentication_column.hpp"
#include "agent/store/awaited_report_column.hpp"
#include "agent/store/bounded_columns.hpp"
#include "agent/store/copies_column.hpp"
#include "agent/store/form_columns.hpp"
#include "agent/store/inspection_columns.hpp"
#include "agent/store/report_columns.hpp"
#include "agent/store/way_column.hpp"

#include <utility>

namespace cutwatch::store {
namespace {

template <class Enum>
std::optional<std::int64_t> number(const std::optional<Enum>& value) {
  return value ? std::optional<std::int64_t>(std::to_underlying(*value)) : std::nullopt;
}

std::int64_t number(bool claim) { return claim ? 1 : 0; }

template <class Enum>
std::optional<Enum> enum_at(const Statement& row, int column, Enum last) {
  const auto number = row.integer(column);
  if (row.is_null(column) || number < 0 || number > std::to_underlying(last)) return std::nullopt;
  return static_cast<Enum>(number);
}

std::optional<mail::Inspection> inspection_of(const Statement& row) {
  auto inspection = inspection_at(row, 27);
  if (!inspection) return inspection;
  inspection->believed = believed_at(row, 30);
  inspection->spam = spam_at(row, 32);
  inspection->is_signature_judged = row.integer(35) != 0;
  inspection->authentication = authentication_at(row, 36);
  return inspection;
}

std::optional<mail::Sighting> sighting_of(const Statement& row) {
  const auto seen = maybe_instant_at(row, 15);
  if (!seen) return std::nullopt;
  return mail::Sighting{.at = *seen,
                        .folder = row.text(16),
                        .is_junk = row.integer(17) != 0,
                        .filed = maybe_instant_at(row, 29),
                        .was_watched = row.integer(23) != 0,
                        .inspection = inspection_of(row)};
}

}  // namespace

std::string domain_of(const Statement& row) { return row.text(0); }

mail::LedgerEntry entry_of(const Statement& row) {
  return {.id = row.text(1),
          .probe = row.text(2),
          .path = row.text(3),
          .mailbox = row.text(4),
          .from = row.text(5),
          .to = row.text(6),
          .route = row.text(24),
          .recorded = instant_at(row, 7),
          .limits = {.late_after = duration_at(row, 8),
                     .lost_after = duration_at(row, 9),
                     .longest_pause = duration_at(row, 25)},
          .first_attempt = maybe_instant_at(row, 22),
          .attempts = count_at(row, 10),
          .deferrals = count_at(row, 11),
          .first_deferral = maybe_instant_at(row, 41),
          .disposition = enum_at(row, 12, mail::SmtpDisposition::unknown),
          .accepted = maybe_instant_at(row, 13),
          .queue_id = row.text(26),
          .detail = row.text(14),
          .sighting = sighting_of(row),
          .copies = count_at(row, 18),
          .result = enum_at(row, 19, mail::MessageResult::untold),
          .ended = maybe_instant_at(row, 20),
          .is_found_after_lost = row.integer(21) != 0,
          .report = report_at(row, 33),
          .form = form_at(row, 34),
          .way = way_at(row, 37),
          .awaited_report = awaited_report_at(row, 38),
          .also_in = copies_at(row, 39),
          .copy_bounce = report_at(row, 40)};
}

Result<Statement> update_of(Database& database, const mail::LedgerEntry& entry) {
  auto change = database.prepare(
      "UPDATE message SET attempts = ?, deferrals = ?, disposition = ?, accepted_ms = ?, detail = ?, "
      "seen_ms = ?, folder = ?, is_junk = ?, was_watched = ?, copies = ?, result = ?, ended_ms = ?, "
      "is_found_after_lost = ?, first_attempt_ms = ?, queue_id = ?, received = ?, changes = ?, filed_ms = ?, "
      "believed = ?, reaches_sender = ?, spam = ?, report = ?, form = ?, is_signature_judged = ?, "
      "authentication = ?, way = ?, awaited_report = ?, also_in = ?, copy_bounce = ?, "
      "first_deferral_ms = ? "
      "WHERE id = ?");
  if (!change) return change;
  change->bind(1, std::int64_t{entry.attempts}).bind(2, std::int64_t{entry.deferrals});
  change->bind(3, number(entry.disposition)).bind(4, entry.accepted).bind(5, entry.detail);
  const auto& seen = entry.sighting;
  change->bind(6, seen ? std::optional(seen->at) : std::nullopt);
  change->bind(7, seen ? std::optional<std::string_view>(seen->folder) : std::nullopt);
  change->bind(8, seen ? std::optional(number(seen->is_junk)) : std::nullopt);
  change->bind(9, number(!seen || seen->was_watched)).bind(10, std::int64_t{entry.copies});
  change->bind(11, number(entry.result)).bind(12, entry.ended);
  change->bind(13, number(entry.is_found_after_lost)).bind(14, entry.first_attempt);
  const auto* inspection = seen && seen->inspection ? &*seen->inspection : nullptr;
  change->bind(15, entry.queue_id);
  change->bind(16, inspection ? std::optional(received_column(*inspection)) : std::nullopt);
  change->bind(17, inspection ? std::optional(changes_column(*inspection)) : std::nullopt);
  change->bind(18, seen ? seen->filed : std::nullopt);
  const auto believed = inspection ? inspection->believed : mail::BelievedLines{};
  change->bind(19, static_cast<std::int64_t>(believed.count)).bind(20, number(believed.reach_sender));
  change->bind(21, inspection ? spam_column(inspection->spam) : std::string());
  change->bind(22, entry.report ? std::optional(report_column(*entry.report)) : std::nullopt);
  change->bind(23, form_column(entry.form));
  change->bind(24, number(inspection != nullptr && inspection->is_signature_judged));
  change->bind(25, inspection ? authentication_column(inspection->authentication) : std::string());
  change->bind(26, entry.way ? std::optional(way_column(*entry.way)) : std::nullopt);
  const auto& awaited = entry.awaited_report;
  change->bind(27, awaited ? std::optional(awaited_report_column(*awaited)) : std::nullopt);
  change->bind(28, copies_column(entry.also_in));
  const auto& bounce = entry.copy_bounce;
  change->bind(29, bounce ? std::optional(report_column(*bounce)) : std::nullopt);
  change->bind(30, entry.first_deferral);
  change->bind(31, entry.id);
  return change;
}

}  // namespace cutwatch::store
