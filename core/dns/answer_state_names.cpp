#include "core/dns/answer_state.hpp"

#include <utility>

namespace cutwatch::dns {

std::string_view to_string(AnswerState state) noexcept {
  switch (state) {
    case AnswerState::old_stage: return "old";
    case AnswerState::new_stage: return "new";
    case AnswerState::mixed: return "mixed";
    case AnswerState::other: return "other";
    case AnswerState::error: return "error";
    case AnswerState::unreachable: return "unreachable";
  }
  std::unreachable();
}

}  // namespace cutwatch::dns
