#include "core/dns/answer_state.hpp"

namespace cutwatch::dns {
namespace {

std::optional<AnswerState> state_without_copies(const ResolverView& view) {
  if (!view.last) return std::nullopt;
  if (!view.last->answer) return AnswerState::unreachable;
  if (!view.last->answer->is_definite()) return AnswerState::error;
  return std::nullopt;
}

}  // namespace

std::optional<AnswerState> state_of(const ResolverView& view, const Expectation& expected, WallTime now) {
  bool holds_target = false;
  bool holds_another_stage = false;
  for (const auto* copy : living(view, expected, now)) {
    const auto stage = stage_of(expected.stages, copy->rrset);
    if (!stage) return AnswerState::other;
    (*stage == expected.target ? holds_target : holds_another_stage) = true;
  }
  if (holds_target && (holds_another_stage || may_hide_old(view, expected, now))) return AnswerState::mixed;
  if (holds_target) return AnswerState::new_stage;
  if (holds_another_stage) return AnswerState::old_stage;
  return state_without_copies(view);
}

}  // namespace cutwatch::dns
