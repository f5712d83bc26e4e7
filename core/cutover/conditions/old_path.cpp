#include "core/cutover/conditions/old_path.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/mail/copies_of_message.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

constexpr std::size_t kLongestDetail = 512;

std::string after_colon(const std::string& detail) {
  return detail.empty() ? "" : ": " + printable(detail, kLongestDetail);
}

/// One that the old path has put off for longer than greylisting does.
const LedgerEntry* put_off(const Evidence& evidence, const RoundTrip& trip) {
  for (const auto* entry : messages_under_way(evidence, trip, Path::old_path)) {
    if (entry->is_put_off() && entry->first_attempt &&
        evidence.now - *entry->first_attempt > evidence.plan.timing.greylist_retry)
      return entry;
  }
  return nullptr;
}

OldPath state_of(MessageResult result) {
  switch (result) {
    case MessageResult::delivered: return OldPath::good;
    case MessageResult::refused:
    case MessageResult::lost: return OldPath::refuses;
    case MessageResult::late:
    case MessageResult::junk:
    case MessageResult::untold: break;
  }
  return OldPath::unproven;
}

/// When the last one was sent that has arrived. Of what comes to another mailbox only, later ones are there
/// already that have not ended: they may come to their own yet.
WallTime last_to_arrive(const Evidence& evidence, const RoundTrip& trip, const LedgerEntry& ended) {
  auto last = ended.recorded;
  if (mail::only_copy(ended) == nullptr) return last;
  for (const auto* entry : messages_under_way(evidence, trip, Path::old_path)) {
    const auto* copy = mail::only_copy(*entry);
    if (copy != nullptr && !copy->is_junk && !is_to_come(entry->recorded, evidence.now))
      last = std::max(last, entry->recorded);
  }
  return last;
}

OldPathFinding shown_by(const Evidence& evidence, const RoundTrip& trip) {
  if (const auto* entry = put_off(evidence, trip))
    return {OldPath::refuses, fmt::format("message {} of {} by the old path has been put off {} times{}",
                                          entry->id, trip.id, entry->deferrals, after_colon(entry->detail))};
  if (const auto* missing = overdue_message(evidence, trip, Path::old_path))
    return {OldPath::unproven, fmt::format("message {} of {} by the old path, sent at {}, has not arrived",
                                           missing->id, trip.id, rfc3339(missing->recorded))};
  const auto messages = ended_lately(evidence, trip, Path::old_path);
  if (messages.empty() && is_known_to_refuse(evidence, trip, Path::old_path)) {
    return {OldPath::refuses, fmt::format("the last messages of {} by the old path ended as refused{}",
                                          trip.id, words_on_stop(evidence, trip, Path::old_path))};
  }
  if (messages.empty())
    return {OldPath::unproven, fmt::format("no message of {} by the old path has ended lately", trip.id)};
  const auto& last = *messages.front();
  auto words = fmt::format("message {} of {} by the old path, sent at {}, ended as {}{}", last.id, trip.id,
                           rfc3339(last.recorded), to_string(*last.result), after_colon(last.detail));
  const auto state = state_of(*last.result);
  // One that was found long after it was sent tells of then.
  const bool is_stale = state == OldPath::good &&
                        !evidence.is_fresh(last_to_arrive(evidence, trip, last), evidence.interval_of(trip));
  return {is_stale ? OldPath::unproven : state, std::move(words)};
}

bool takes_old_path(const RoundTrip& trip) {
  return std::ranges::find(trip.paths, Path::old_path) != trip.paths.end();
}

int weight(OldPath state) {
  switch (state) {
    case OldPath::unproven: return 0;
    case OldPath::good: return 1;
    case OldPath::refuses: return 2;
  }
  std::unreachable();
}

}  // namespace

std::string_view to_string(OldPath state) noexcept {
  switch (state) {
    case OldPath::good: return "good";
    case OldPath::refuses: return "refuses";
    case OldPath::unproven: return "unproven";
  }
  std::unreachable();
}

OldPathFinding look_at_old_path(const Evidence& evidence, const RoundTrip& harmed) {
  return takes_old_path(harmed) ? shown_by(evidence, harmed) : look_at_old_path(evidence);
}

OldPathFinding look_at_old_path(const Evidence& evidence) {
  std::optional<OldPathFinding> found;
  for (const auto& trip : evidence.plan.round_trips) {
    if (!takes_old_path(trip)) continue;
    auto shown = shown_by(evidence, trip);
    if (!found || weight(shown.state) > weight(found->state)) found = std::move(shown);
  }
  return found ? *std::move(found)
               : OldPathFinding{OldPath::unproven, "no round trip of the plan takes the old path"};
}

}  // namespace cutwatch::cutover
