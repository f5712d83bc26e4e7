#include "core/snapshot/lock_state.hpp"

#include <utility>

namespace cutwatch {
namespace {

bool is_of_another(const LockState& known, const LockdownTried& tried) {
  return known.last.recipient != tried.recipient || known.last.left_from != tried.left_from;
}

/// No connection tells nothing where no mail server at all could be reached.
std::optional<mail::DoorClass> told_by(const LockdownTried& tried) {
  const auto answer = mail::class_of(tried.answer);
  const bool is_reached = tried.control && mail::is_reached(tried.control->answer);
  return answer == mail::DoorClass::closed && !is_reached ? std::nullopt : answer;
}

bool goes_on(const std::optional<LockState::Row>& row, mail::DoorClass answer, WallTime at) {
  return row && row->answer == answer && at >= row->last && at - row->last <= kLongestRowPause;
}

}  // namespace

LockKey key_of(const LockdownTried& tried) {
  return {.target = tried.target, .server = tried.server, .source = tried.source};
}

LockState with_try(std::optional<LockState> known, const LockdownTried& tried) {
  if (known && is_of_another(*known, tried)) known.reset();
  LockState state{.last = tried, .row = std::nullopt, .opened = std::nullopt};
  if (known) {
    state.row = known->row;
    state.opened = known->opened;
  }
  const auto answer = told_by(tried);
  if (!answer) return state;
  if (*answer == mail::DoorClass::open) state.opened = tried.at;
  if (goes_on(state.row, *answer, tried.at)) {
    state.row->last = tried.at;
  } else {
    state.row = LockState::Row{.answer = *answer, .since = tried.at, .last = tried.at};
  }
  return state;
}

}  // namespace cutwatch
