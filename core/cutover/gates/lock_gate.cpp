#include "core/cutover/gates/lock_gate.hpp"

#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/let_in_proof.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::DoorClass;

constexpr std::size_t kMostWords = 1024;

const DoorStanding* first_in(const std::vector<DoorStanding>& doors, DoorState state) {
  const auto found = std::ranges::find(doors, state, &DoorStanding::state);
  return found == doors.end() ? nullptr : &*found;
}

/// What a 5xx does to whoever still comes by an old copy outweighs what a 4xx does.
int weight(DoorClass shown) {
  switch (shown) {
    case DoorClass::open: return 3;
    case DoorClass::refused: return 2;
    case DoorClass::put_off: return 1;
    case DoorClass::closed: return 0;
  }
  std::unreachable();
}

std::optional<DoorClass> shown_by(const std::vector<DoorStanding>& doors) {
  std::optional<DoorClass> worst;
  bool is_whole = !doors.empty();
  for (const auto& door : doors) {
    // One that is asked from within shows nothing of what strangers are told.
    is_whole = is_whole && door.shown && door.state != DoorState::unclear;
    if (door.state == DoorState::unclear) continue;
    if (!worst || weight(*door.shown) > weight(*worst)) worst = door.shown;
  }
  return is_whole || worst == DoorClass::open ? worst : std::nullopt;
}

/// The latest first look: since then all doors are shut.
WallTime shut_since(const std::vector<DoorStanding>& doors) {
  WallTime latest = WallTime::min();
  for (const auto& door : doors) latest = std::max(latest, door.since.value_or(latest));
  return latest;
}

/// One that answers strangers with a 5xx.
const DoorStanding* hard_door(const std::vector<DoorStanding>& doors) {
  const auto found = std::ranges::find_if(doors, [](const DoorStanding& door) {
    return door.state == DoorState::refuses && door.shown == DoorClass::refused;
  });
  return found == doors.end() ? nullptr : &*found;
}

/// Whether a 5xx may be given by now: it bounces the mail of whoever falls back while an old copy may live.
Verdict hard_in_time(const Evidence& evidence, const DoorStanding& hard) {
  const auto bound = judge_old_host_expired(evidence);
  switch (bound.kind) {
    case VerdictKind::pass:
    case VerdictKind::waived: return pass("");
    case VerdictKind::no_evidence:
      return no_evidence(fmt::format("{}; whether it is too early for a 5xx nobody can tell: {}", hard.words,
                                     bound.evidence));
    case VerdictKind::wait:
    case VerdictKind::fail: break;
  }
  return fail(fmt::format("{}: too early for a 5xx, which bounces the mail of senders that fall back; {}",
                          hard.words, bound.evidence));
}

std::string words_of_doors(const std::vector<DoorStanding>& doors) {
  std::string out = doors.front().words;
  if (doors.size() > 1) out += fmt::format("; {} more likewise", doors.size() - 1);
  return out;
}

/// Whether who is to be let in is.
Verdict when_shut(const Evidence& evidence, const LockAssessment& lock) {
  const auto proof = let_in_proof(evidence, *lock.lockdown, shut_since(lock.doors));
  const auto words = words_of_doors(lock.doors);
  const bool may_refuse_all = std::ranges::any_of(lock.doors, &DoorStanding::may_refuse_all);
  switch (proof.kind) {
    case LetInProof::Kind::refused:
      return fail(fmt::format("{}, and mail by way of the new server does not get through either: {}", words,
                              proof.words));
    case LetInProof::Kind::missing:
    case LetInProof::Kind::unknown: return no_evidence(fmt::format("{}, but {}", words, proof.words));
    case LetInProof::Kind::valid:
      if (may_refuse_all)
        return no_evidence(fmt::format(
            "{}, which may be meant for everybody: no message by the new path to {} that was sent "
            "since has arrived",
            words, lock.lockdown->recipient));
      break;
    case LetInProof::Kind::delivered: break;
  }
  return pass(fmt::format("{}; {}", words, proof.words));
}

/// What is worse is said first: a door of which nobody can tell before one that is tried again.
Verdict while_not_shut(const Evidence& evidence, const std::vector<DoorStanding>& doors) {
  if (const auto* door = first_in(doors, DoorState::unclear)) return no_evidence(door->words);
  const auto* door = first_in(doors, DoorState::awaited);
  const bool is_to_come = door->retry_at && *door->retry_at > evidence.now;
  return is_to_come ? wait_until(*door->retry_at, door->words) : no_evidence(door->words);
}

bool is_shut(const std::vector<DoorStanding>& doors) {
  return std::ranges::all_of(doors,
                             [](const DoorStanding& door) { return door.state == DoorState::refuses; });
}

void judge(const Evidence& evidence, LockAssessment& lock) {
  if (lock.doors.empty()) {
    lock.verdict = no_evidence("the plan names no such server");
    return;
  }
  if (const auto* door = first_in(lock.doors, DoorState::open)) {
    lock.is_locked = false;
    lock.verdict = fail(door->words);
    return;
  }
  lock.verdict = is_shut(lock.doors) ? when_shut(evidence, lock) : while_not_shut(evidence, lock.doors);
  if (lock.verdict.kind == VerdictKind::pass) lock.is_locked = true;
  const auto* hard = hard_door(lock.doors);
  if (hard == nullptr) return;
  auto time = hard_in_time(evidence, *hard);
  if (time.kind == VerdictKind::fail || (lock.is_locked && time.kind != VerdictKind::pass))
    lock.verdict = std::move(time);
}

std::optional<WallTime> oldest_look(const std::vector<DoorStanding>& doors) {
  std::optional<WallTime> oldest;
  for (const auto& door : doors) {
    if (door.at && (!oldest || *door.at < *oldest)) oldest = door.at;
  }
  return oldest;
}

LockAssessment lock_of(const Evidence& evidence, const Lockdown& lockdown) {
  LockAssessment lock{.lockdown = &lockdown,
                      .doors = doors_of(evidence.plan, lockdown, evidence.state, evidence.now)};
  lock.shown = shown_by(lock.doors);
  judge(evidence, lock);
  lock.verdict.evidence = printable(lock.verdict.evidence, kMostWords);
  lock.verdict.evidence_at = oldest_look(lock.doors);
  return lock;
}

}  // namespace

std::vector<LockAssessment> locks_of(const Evidence& evidence) {
  std::vector<LockAssessment> locks;
  for (const auto& lockdown : evidence.plan.lockdowns) locks.push_back(lock_of(evidence, lockdown));
  return locks;
}

Verdict judge_lock_in_place(const Evidence& evidence) {
  const auto& lockdowns = evidence.plan.lockdowns;
  const auto of_old = std::ranges::find(lockdowns, ServerRole::old_server, &Lockdown::target);
  if (of_old == lockdowns.end())
    return no_evidence("no lock is tried: name a recipient in cutover.lockdown, with target = \"old\"");
  return lock_of(evidence, *of_old).verdict;
}

}  // namespace cutwatch::cutover
