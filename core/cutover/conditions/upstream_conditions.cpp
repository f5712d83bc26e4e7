#include "core/cutover/conditions/upstream_conditions.hpp"

#include "core/cutover/conditions/log_conditions.hpp"
#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/conditions/upstream_report.hpp"
#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using Messages = std::vector<const LedgerEntry*>;

constexpr std::size_t kInARow = 2;
constexpr std::size_t kLongestDetail = 512;

template <class Predicate>
bool are_last(const Messages& messages, Predicate is_so) {
  return messages.size() >= kInARow && std::all_of(messages.begin(), messages.begin() + kInARow, is_so);
}

/// Before the switch nobody's mail takes the new path.
Finding found(const Evidence& evidence, std::string words) {
  const bool is_early = evidence.standing.phase < Phase::switching;
  return {std::move(words), is_early ? std::optional(Severity::warning) : std::nullopt};
}

/// Those reported of late, the last to be sent first.
Messages waiting_upstream(const Evidence& evidence, const RoundTrip& trip, const Messages& messages) {
  Messages out;
  std::ranges::copy_if(messages, std::back_inserter(out), [&](const LedgerEntry* entry) {
    return entry->report && !entry->sighting && tells_upstream_down(evidence.plan, *entry->report) &&
           evidence.is_fresh(entry->report->at, trip.interval);
  });
  std::ranges::sort(out, std::ranges::greater{}, &LedgerEntry::recorded);
  return out;
}

/// The proxy has reached the old server since: what was sent later has arrived, or anything did later.
bool has_come_back(const Messages& messages, const Messages& waiting) {
  const auto last_sent = waiting.front()->recorded;
  const auto last_told = std::ranges::max(waiting, {}, [](const auto* entry) { return entry->report->at; });
  return std::ranges::any_of(messages, [&](const LedgerEntry* entry) {
    return entry->sighting && (entry->recorded > last_sent || entry->sighting->at > last_told->report->at);
  });
}

/// What the old server itself refused after the switch.
bool is_refused_by_itself(const Evidence& evidence, const LedgerEntry& entry) {
  return entry.result == mail::MessageResult::refused &&
         entry.disposition == mail::SmtpDisposition::refused &&
         entry.recorded >= *evidence.standing.switched_since;
}

/// What shows that the old server refuses, in words.
std::optional<std::string> refusal_by_old(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    const auto messages = ended_lately(evidence, trip, Path::old_path);
    if (!are_last(messages, [&](const auto* entry) { return is_refused_by_itself(evidence, *entry); }))
      continue;
    return fmt::format("the old server refused the last two messages of {} by the old path: {}", trip.id,
                       printable(messages.front()->detail, kLongestDetail));
  }
  return refusals_known(evidence, Path::old_path);
}

}  // namespace

std::optional<Finding> upstream_rejects_proxy(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy) return std::nullopt;
  const auto is_rejected = [&](const LedgerEntry* entry) {
    return entry->result == mail::MessageResult::refused && entry->report &&
           tells_refusal_of_proxy(evidence.plan, *entry->report);
  };
  for (const auto& trip : evidence.plan.round_trips) {
    const auto messages = ended_lately(evidence, trip, Path::new_path);
    if (!are_last(messages, is_rejected)) continue;
    return found(
        evidence,
        fmt::format("the old server refused the last two messages of {} that the proxy handed on: {}",
                    trip.id, printable(messages.front()->detail, kLongestDetail)));
  }
  return proxy_rejected_by_log(evidence);
}

std::optional<Finding> upstream_down(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy) return std::nullopt;
  for (const auto& trip : evidence.plan.round_trips) {
    auto messages = ended_messages(evidence, trip, Path::new_path);
    const auto under_way = messages_under_way(evidence, trip, Path::new_path);
    messages.insert(messages.end(), under_way.begin(), under_way.end());
    const auto waiting = waiting_upstream(evidence, trip, messages);
    if (waiting.size() < kInARow || has_come_back(messages, waiting)) continue;
    return found(evidence, fmt::format("the proxy does not reach the old server with {} messages of {}: {}",
                                       waiting.size(), trip.id,
                                       printable(mail::cause_of(*waiting.front()->report), kLongestDetail)));
  }
  return upstream_down_by_log(evidence);
}

std::optional<Finding> mail_refused_too_early(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy || !evidence.standing.switched_since) return std::nullopt;
  const auto expired = judge_old_host_expired(evidence);
  const bool may_be_led_there = expired.kind == VerdictKind::wait || expired.kind == VerdictKind::fail;
  if (!may_be_led_there) return std::nullopt;
  auto refusal = refusal_by_old(evidence);
  if (!refusal) return std::nullopt;
  return Finding{fmt::format("{}; {}", *std::move(refusal), expired.evidence)};
}

}  // namespace cutwatch::cutover
