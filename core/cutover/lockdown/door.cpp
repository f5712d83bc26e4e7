#include "core/cutover/lockdown/door.hpp"

#include "core/cutover/record/freshness.hpp"
#include "core/mail/refusal_subject.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::DoorClass;
using mail::RefusalSubject;

constexpr std::size_t kMostWords = 640;

DoorStanding unclear(DoorStanding door, std::string words) {
  door.state = DoorState::unclear;
  door.words = printable(words, kMostWords);
  return door;
}

/// "192.0.2.10:25 answers 203.0.113.9 with 554 5.7.1 Client host rejected at rcpt".
std::string heard(const LockdownTried& look) {
  return fmt::format("{} answers {} with {}", to_string(look.server), look.left_from->text(),
                     look.answer.words());
}

bool is_control_reached(const LockdownTried& look) {
  return look.control && mail::is_reached(look.control->answer);
}

std::string without_control(const LockdownTried& look) {
  if (!look.control) return fmt::format("{}, and there is no control to compare it with", heard(look));
  return fmt::format("{}, and the control {} could not be reached either ({}): is port 25 blocked here",
                     heard(look), to_string(look.control->server), look.control->answer.words());
}

/// Such a refusal may be meant for everybody, him too whom the lock lets in.
bool may_refuse_all(const mail::DoorAnswer& answer, RefusalSubject subject) {
  return answer.stage < mail::SmtpPhase::mail || subject == RefusalSubject::service ||
         subject == RefusalSubject::log_in;
}

bool may_be_a_lock(RefusalSubject subject) {
  return subject == RefusalSubject::client || subject == RefusalSubject::service ||
         subject == RefusalSubject::log_in;
}

/// A second look has said the same, long enough after the first.
bool has_lasted(const LockState& state, DoorClass shown, Millis delay) {
  return state.row && state.row->answer == shown && state.row->last - state.row->since >= delay;
}

DoorStanding refusing(DoorStanding door, const LockState& state, Millis delay) {
  const auto shown = *door.shown;
  if (state.row && state.row->answer == shown) door.since = state.row->since;
  if (shown != DoorClass::refused && !has_lasted(state, shown, delay)) {
    door.state = DoorState::awaited;
    door.retry_at = door.since.value_or(state.last.at) + delay;
    door.words = printable(
        fmt::format("{}; whether that lasts shows after {}", heard(state.last), rfc3339(*door.retry_at)),
        kMostWords);
    return door;
  }
  door.state = DoorState::refuses;
  door.words = printable(fmt::format("{}{}", heard(state.last),
                                     shown == DoorClass::refused ? "" : ", as since " + rfc3339(*door.since)),
                         kMostWords);
  return door;
}

/// No connection.
DoorStanding judge_closed(DoorStanding door, const LockState& state, Millis delay) {
  const bool is_alike = state.last.control->server.address.family() == state.last.server.address.family();
  if (!is_alike)
    return unclear(std::move(door),
                   fmt::format("{}, and the control has no address of its family", heard(state.last)));
  door.may_refuse_all = true;
  return refusing(std::move(door), state, delay);
}

DoorStanding judge_reply(DoorStanding door, const LockState& state, Millis delay) {
  const auto& answer = state.last.answer;
  const auto subject = mail::subject_of(*answer.reply);
  if (!may_be_a_lock(subject))
    return unclear(std::move(door), fmt::format("{}, which is {}, and shows no lock", heard(state.last),
                                                mail::words_of(subject)));
  door.may_refuse_all = may_refuse_all(answer, subject);
  return refusing(std::move(door), state, delay);
}

DoorStanding judge_answer(DoorStanding door, const LockState& state, Millis delay) {
  const auto& look = state.last;
  if (!door.shown) return unclear(std::move(door), fmt::format("{}, which does not tell", heard(look)));
  if (*door.shown == DoorClass::open) {
    door.state = DoorState::open;
    door.words = printable(fmt::format("{} takes mail for {} from {} ({})", to_string(look.server),
                                       look.recipient, look.left_from->text(), look.answer.words()),
                           kMostWords);
    return door;
  }
  if (!is_control_reached(look)) return unclear(std::move(door), without_control(look));
  return *door.shown == DoorClass::closed ? judge_closed(std::move(door), state, delay)
                                          : judge_reply(std::move(door), state, delay);
}

DoorStanding door_of(const Plan& plan, const LockTarget& target, const DomainState& state, WallTime now) {
  DoorStanding door{.key = target.key, .words = {}};
  const auto place = to_string(target.key.server);
  const auto known = state.locks.find(target.key);
  if (known == state.locks.end() || known->second.last.recipient != target.lockdown->recipient)
    return unclear(std::move(door), place + " has not been tried yet");
  const auto& look = known->second.last;
  if (!is_fresh(plan.timing, look.at, target.lockdown->interval, now))
    return unclear(std::move(door), fmt::format("{} was last tried at {}", place, seen_at(look.at, now)));
  door.at = look.at;
  door.opened = known->second.opened;
  door.shown = mail::class_of(look.answer);
  if (!look.left_from)
    return unclear(std::move(door),
                   fmt::format("the address that this host asks {} from is not known", place));
  if (const auto name = let_in_as(plan, *target.lockdown, *look.left_from))
    return unclear(std::move(door), fmt::format("{} is asked from within: {}", place, *name));
  return judge_answer(std::move(door), known->second, retry_delay(plan, target));
}

}  // namespace

std::string_view to_string(DoorState state) noexcept {
  switch (state) {
    case DoorState::open: return "open";
    case DoorState::refuses: return "refuses";
    case DoorState::awaited: return "awaited";
    case DoorState::unclear: return "unclear";
  }
  std::unreachable();
}

Millis retry_delay(const Plan& plan, const LockTarget& target) {
  const auto retry = plan.timing.greylist_retry;
  return target.server.endpoint.address.is_loopback() ? retry : std::max(retry, kLeastBetweenKnocks);
}

std::vector<DoorStanding> doors_of(const Plan& plan, const Lockdown& lockdown, const DomainState& state,
                                   WallTime now) {
  std::vector<DoorStanding> doors;
  const auto targets = lock_targets(plan, lockdown);
  for (const auto& target : targets) doors.push_back(door_of(plan, target, state, now));
  const auto* server = plan.server(lockdown.target);
  if (server == nullptr) return doors;
  for (const auto& address : server->addresses) {
    const bool is_tried = std::ranges::any_of(
        targets, [&](const LockTarget& target) { return target.key.server == address.endpoint; });
    if (is_tried) continue;
    doors.push_back(unclear(
        {.key = {std::string(to_string(lockdown.target)), address.endpoint, std::nullopt}, .words = {}},
        fmt::format("{} is not tried: no source is of its family", to_string(address.endpoint))));
  }
  return doors;
}

}  // namespace cutwatch::cutover
