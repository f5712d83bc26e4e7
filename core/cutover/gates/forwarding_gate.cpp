#include "core/cutover/gates/forwarding_gate.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/server_logs.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;
using mail::ReportVerdict;
using mail::SmtpDisposition;

constexpr std::size_t kLongestDetail = 512;

/// What the proxy did not take it could not hand on: that is for `new_path_delivers` to tell.
bool is_taken(const LedgerEntry& entry) { return entry.disposition == SmtpDisposition::accepted; }

bool is_harmed(const LedgerEntry& entry) {
  return is_taken(entry) && (entry.result == MessageResult::refused || entry.result == MessageResult::lost);
}

/// A server behind the proxy refuses it for now: it is neither handed on nor given up.
bool is_put_off_behind(const LedgerEntry& entry) {
  return is_taken(entry) && !entry.sighting && entry.report &&
         entry.report->verdict == ReportVerdict::delayed;
}

std::string_view what_became_of(const LedgerEntry& entry) {
  if (entry.result == MessageResult::refused) return "bounced";
  return entry.report && entry.report->is_final() ? "was given up" : "has not arrived";
}

/// With what a bounce said of it; the reply by which the proxy took it is none.
std::string cause(const LedgerEntry& entry) {
  if (!entry.report) return ", and no bounce says why";
  return ": " + printable(mail::cause_of(*entry.report), kLongestDetail);
}

Verdict failed(const LedgerEntry& entry, std::string_view what) {
  return fail(fmt::format("{}, was taken by the proxy and {}{}", text_of(entry), what, cause(entry)));
}

std::string_view words_on_bounces(const Evidence& evidence, const RoundTrip& trip) {
  if (trip.bounces.empty()) return "bounces, which are awaited nowhere, or ";
  const auto& read = evidence.state.mail->bounce_mailboxes;
  const auto mailbox = read.find(trip.bounces);
  const bool is_read = mailbox != read.end() && mailbox->second.last_read && !mailbox->second.failure;
  return is_read ? "" : "bounces, which could not be read, or ";
}

Verdict hands_on(const Evidence& evidence, const RoundTrip& trip) {
  const auto lately = told_lately(evidence, trip);
  if (const auto bad = std::ranges::find_if(lately, [](const auto* entry) { return is_harmed(*entry); });
      bad != lately.end())
    return failed(**bad, what_became_of(**bad));
  const auto under_way = messages_under_way(evidence, trip, Path::new_path);
  if (const auto late =
          std::ranges::find_if(under_way, [](const auto* entry) { return is_put_off_behind(*entry); });
      late != under_way.end())
    return failed(**late, "is put off behind it");
  const auto taken = std::ranges::count_if(lately, [](const auto* entry) { return is_taken(*entry); });
  return no_evidence(fmt::format(
      "of the last {} messages of {} that the proxy took none is known to have failed; of all other "
      "mail {}the log of the proxy would tell, and none is named (cutover.log)",
      taken, trip.id, words_on_bounces(evidence, trip)));
}

}  // namespace

Verdict judge_no_forwarding_failure(const Evidence& evidence) {
  auto by_probes = over_trips(evidence, hands_on);
  const bool is_told = by_probes.kind == VerdictKind::fail || !has_log(evidence.plan, ServerRole::new_server);
  return is_told ? by_probes : judge_forwarding_log(evidence);
}

}  // namespace cutwatch::cutover
