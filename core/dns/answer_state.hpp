#pragma once
#include "core/dns/expectation.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace cutwatch::dns {

/// What a resolver holds of a record, judged against the plan; values of the `state` label.
enum class AnswerState : std::uint8_t {
  old_stage,    ///< "old": every living copy is another stage than the target
  new_stage,    ///< "new": every living copy is the target
  mixed,        ///< living copies of both
  other,        ///< a living copy is in no stage of the plan
  error,        ///< it answers, but with SERVFAIL, REFUSED or an alias loop, and no copy is known to live
  unreachable,  ///< it does not answer, and no copy is known to live
};

inline constexpr std::array kAnswerStates{AnswerState::old_stage, AnswerState::new_stage,
                                          AnswerState::mixed,     AnswerState::other,
                                          AnswerState::error,     AnswerState::unreachable};

std::string_view to_string(AnswerState state) noexcept;

/// The state at `now`, by the living copies, never by the last reply alone: behind one address there may be
/// many caches, and a single new answer proves nothing. Where several are known it is mixed until the bound
/// of the old data has passed. A resolver that falls silent keeps its state until
/// its last copy ends. nullopt when nothing is known: never asked, or the last copy ended and no reply has
/// come since.
std::optional<AnswerState> state_of(const ResolverView& view, const Expectation& expected, WallTime now);

}  // namespace cutwatch::dns
