#include "core/mail/delivery_report.hpp"

#include "core/mail/enhanced_status.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kLongestDiagnostic = 512;
constexpr std::size_t kLongestStatus = 16;

bool is_to(const DsnRecipient& recipient, std::string_view address) {
  return equals_ignoring_case(recipient.address, address) ||
         equals_ignoring_case(recipient.original_address, address);
}

/// RFC 3463 §3.5, x.4.7: the delivery time has expired, whatever class a server gives that.
bool is_expiry(std::string_view status) { return status.ends_with(".4.7"); }

ReportVerdict verdict_of(const DsnRecipient& recipient, std::string_view to) {
  switch (recipient.action.value_or(DsnAction::failed)) {
    case DsnAction::delayed: return ReportVerdict::delayed;
    case DsnAction::delivered:
      return equals_ignoring_case(recipient.address, to) ? ReportVerdict::delivered
                                                         : ReportVerdict::elsewhere;
    case DsnAction::relayed:
    case DsnAction::expanded: return ReportVerdict::passed_on;
    case DsnAction::failed: break;
  }
  const bool is_refused = recipient.status.starts_with('5') && !is_expiry(recipient.status);
  return is_refused ? ReportVerdict::refused : ReportVerdict::given_up;
}

bool has_reply_code(std::string_view text) {
  return text.size() > 3 && std::ranges::all_of(text.substr(0, 3), is_digit) &&
         (text[3] == ' ' || text[3] == '-');
}

/// "X.0.0" says nothing that its class does not (RFC 3463 §3.1); some servers write it beside the code that
/// they were told.
std::string telling_status(const DsnRecipient& recipient) {
  if (!recipient.status.ends_with(".0.0")) return recipient.status;
  const auto told = status_in_diagnostic(recipient.diagnostic);
  return !told.empty() && told.front() == recipient.status.front() ? told : recipient.status;
}

/// Some servers write a status and no action.
bool is_failure(const DsnRecipient& recipient) {
  return recipient.action ? recipient.action == DsnAction::failed : recipient.status.starts_with('5');
}

DeliveryReport report_on(const DsnRecipient& recipient, ReportVerdict verdict, const Dsn& dsn, WallTime at) {
  return {.at = at,
          .verdict = verdict,
          .recipient = printable(recipient.address),
          .status = printable(telling_status(recipient), kLongestStatus),
          .diagnostic = printable(recipient.diagnostic, kLongestDiagnostic),
          .reporting_mta = printable(dsn.reporting_mta),
          .remote_mta = printable(recipient.remote_mta)};
}

std::string success_of(const DeliveryReport& report) {
  const auto by =
      report.reporting_mta.empty() ? "told by a report" : "told by a report of " + report.reporting_mta;
  if (report.verdict == ReportVerdict::delivered) return fmt::format("delivered ({})", by);
  if (report.verdict == ReportVerdict::elsewhere)
    return fmt::format("delivered to {} ({}): whether that is its mailbox cannot be known", report.recipient,
                       by);
  return fmt::format("passed on{}{} to where nobody reports ({}): whether it arrives cannot be known",
                     report.remote_mta.empty() ? "" : " by way of ", report.remote_mta, by);
}

}  // namespace

std::string_view to_string(ReportVerdict verdict) noexcept {
  switch (verdict) {
    case ReportVerdict::unclear: return "unclear";
    case ReportVerdict::delayed: return "delayed";
    case ReportVerdict::passed_on: return "passed_on";
    case ReportVerdict::elsewhere: return "elsewhere";
    case ReportVerdict::delivered: return "delivered";
    case ReportVerdict::given_up: return "given_up";
    case ReportVerdict::refused: return "refused";
  }
  std::unreachable();
}

DeliveryReport delivery_report(const Dsn& dsn, std::string_view to, WallTime at) {
  const DsnRecipient* told = nullptr;
  auto worst = ReportVerdict::unclear;
  for (const auto& recipient : dsn.recipients) {
    const bool is_telling = is_to(recipient, to) && recipient.action;
    const auto verdict = is_telling ? verdict_of(recipient, to) : ReportVerdict::unclear;
    if (told != nullptr && verdict <= worst) continue;
    told = &recipient;
    worst = verdict;
  }
  if (told == nullptr) return {.at = at, .reporting_mta = printable(dsn.reporting_mta)};
  return report_on(*told, worst, dsn, at);
}

std::optional<DeliveryReport> failure_elsewhere(const Dsn& dsn, std::string_view to, WallTime at) {
  const auto is_elsewhere = [&](const DsnRecipient& each) {
    return is_failure(each) && !each.address.empty() && !equals_ignoring_case(each.address, to);
  };
  const auto found = std::ranges::find_if(dsn.recipients, is_elsewhere);
  if (found == dsn.recipients.end()) return std::nullopt;
  return report_on(*found, verdict_of(*found, to), dsn, at);
}

std::string cause_of(const DeliveryReport& report) {
  if (report.is_of_success()) return success_of(report);
  auto cause = report.diagnostic;
  if (!report.status.empty() && !cause.contains(report.status)) {
    const std::size_t place = has_reply_code(cause) ? 4 : 0;
    cause.insert(place, report.status + (cause.empty() ? "" : " "));
  }
  if (cause.empty()) cause = to_string(report.verdict);
  if (report.verdict == ReportVerdict::unclear && !report.recipient.empty())
    cause = report.recipient + ": " + cause;
  const auto& by = report.reporting_mta;
  const auto& from = report.remote_mta;
  if (by.empty() && from.empty()) return cause + " (told by a bounce)";
  if (by.empty() || from.empty() || by == from)
    return fmt::format("{} ({}, told by a bounce)", cause, by.empty() ? from : by);
  return fmt::format("{} ({}, told by a bounce of {})", cause, from, by);
}

}  // namespace cutwatch::mail
