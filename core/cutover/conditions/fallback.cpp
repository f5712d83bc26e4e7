#include "core/cutover/conditions/fallback.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/lockdown/door.hpp"
#include "core/mail/refusal_subject.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::DoorClass;
using mail::MessageResult;

constexpr std::size_t kMostFallbackWords = 320;

const Lockdown* lock_of_old(const Plan& plan) {
  const auto found = std::ranges::find(plan.lockdowns, ServerRole::old_server, &Lockdown::target);
  return found == plan.lockdowns.end() ? nullptr : &*found;
}

/// A refusal for another reason is meant for the agent alone: its address, sender or recipient.
bool is_meant_for_strangers(const mail::DoorAnswer& answer) {
  if (!answer.reply) return true;
  switch (mail::subject_of(*answer.reply)) {
    case mail::RefusalSubject::client:
    case mail::RefusalSubject::service:
    case mail::RefusalSubject::log_in: return true;
    default: return false;
  }
}

/// It says so for longer than greylisting lasts. What the probe heard while it could reach nobody shows no
/// closed door, and leaves the row as it was.
bool has_said_so(const Evidence& evidence, const LockState& lock, DoorClass answer) {
  if (!lock.row || lock.row->answer != answer) return false;
  return answer == DoorClass::closed ||
         lock.row->last - lock.row->since >= evidence.plan.timing.greylist_retry;
}

std::optional<Fallback> told_by(const Evidence& evidence, const LockState& lock) {
  const auto answer = mail::class_of(lock.last.answer);
  if (!answer) return std::nullopt;
  if (*answer == DoorClass::open) return Fallback::bypass;
  if (!is_meant_for_strangers(lock.last.answer)) return std::nullopt;
  if (*answer == DoorClass::refused) return Fallback::lost;
  return has_said_so(evidence, lock, *answer) ? std::optional(Fallback::delayed) : std::nullopt;
}

/// A sender tries all addresses, and is content with the first that takes his mail; a 5xx ends it.
int weight(Fallback what) {
  switch (what) {
    case Fallback::bypass: return 3;
    case Fallback::lost: return 2;
    case Fallback::delayed: return 1;
    case Fallback::unknown: break;
  }
  return 0;
}

/// By the lock-down probe.
FallbackFinding by_doors(const Evidence& evidence, const Lockdown& lockdown) {
  FallbackFinding found{Fallback::unknown, "the old server has not been tried as a stranger lately"};
  for (const auto& door : doors_of(evidence.plan, lockdown, evidence.state, evidence.now)) {
    const auto known = evidence.state.locks.find(door.key);
    if (!door.at || known == evidence.state.locks.end()) continue;
    const auto& look = known->second.last;
    const bool is_within = !look.left_from || let_in_as(evidence.plan, lockdown, *look.left_from).has_value();
    const auto what = is_within ? std::nullopt : told_by(evidence, known->second);
    const auto words =
        fmt::format("{} answers {} with {}", to_string(look.server),
                    look.left_from ? look.left_from->text() : "this host", look.answer.words());
    if (weight(what.value_or(Fallback::unknown)) < weight(found.what)) continue;
    found = {what.value_or(Fallback::unknown), what ? words : door.words.empty() ? words : door.words};
  }
  return found;
}

std::optional<FallbackFinding> by_trip(const Evidence& evidence, const RoundTrip& trip) {
  const auto words_of = [&](const mail::LedgerEntry& entry) {
    return fmt::format("message {} of {} by the old path, sent at {}{}{}", printable(entry.id), trip.id,
                       rfc3339(entry.recorded), entry.detail.empty() ? "" : ": ",
                       printable(entry.detail, kMostFallbackWords));
  };
  for (const auto* entry : messages_under_way(evidence, trip, Path::old_path)) {
    if (entry->disposition == mail::SmtpDisposition::deferred && entry->last_try &&
        evidence.is_fresh(entry->last_try->at, trip.interval))
      return FallbackFinding{Fallback::delayed, words_of(*entry)};
  }
  const auto messages = ended_lately(evidence, trip, Path::old_path);
  if (messages.empty()) return std::nullopt;
  const auto& last = *messages.front();
  if (last.sighting) return FallbackFinding{Fallback::bypass, words_of(last)};
  const bool is_refused =
      last.result == MessageResult::refused && last.disposition == mail::SmtpDisposition::refused;
  return is_refused ? std::optional(FallbackFinding{Fallback::lost, words_of(last)}) : std::nullopt;
}

/// The agent may be let in where a stranger is not, and nobody can tell: it is the best that is known.
FallbackFinding by_own_mail(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    if (auto found = by_trip(evidence, trip)) return *std::move(found);
  }
  return {Fallback::unknown, "nothing shows what the old server says to a stranger (cutover.lockdown)"};
}

}  // namespace

std::string_view to_string(Fallback fallback) noexcept {
  switch (fallback) {
    case Fallback::bypass: return "bypass";
    case Fallback::lost: return "lost";
    case Fallback::delayed: return "delayed";
    case Fallback::unknown: return "unknown";
  }
  std::unreachable();
}

FallbackFinding fallback_of(const Evidence& evidence) {
  if (const auto expired = judge_old_host_expired(evidence); expired.kind == VerdictKind::pass)
    return {Fallback::delayed, "no copy leads senders to the old server any more"};
  const auto* lockdown = lock_of_old(evidence.plan);
  return lockdown == nullptr ? by_own_mail(evidence) : by_doors(evidence, *lockdown);
}

}  // namespace cutwatch::cutover
