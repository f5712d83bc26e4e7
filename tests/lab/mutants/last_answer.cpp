// Stands in for core/dns/answer_state.cpp: an agent that judges a resolver by its last answer alone, as if
// one address were one cache. The rehearsal must catch it.
#include "core/dns/answer_state.hpp"

namespace cutwatch::dns {

std::optional<AnswerState> state_of(const ResolverView& view, const Expectation& expected, WallTime) {
  if (!view.last) return std::nullopt;
  if (!view.last->answer) return AnswerState::unreachable;
  if (!view.last->answer->is_definite()) return AnswerState::error;
  const auto stage = stage_of(expected.stages, view.last->answer->rrset);
  if (!stage) return AnswerState::other;
  return *stage == expected.target ? AnswerState::new_stage : AnswerState::old_stage;
}

}  // namespace cutwatch::dns
