#pragma once
#include "core/cutover/decision/next_step.hpp"
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/step.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::cutover {

/// What the operator is to do; values of the `decision` label.
enum class DecisionKind : std::uint8_t { go, wait, roll_back, done };

inline constexpr std::array kDecisionKinds{DecisionKind::go, DecisionKind::wait, DecisionKind::roll_back,
                                           DecisionKind::done};

std::string_view to_string(DecisionKind kind) noexcept;

/// The one sentence, the same everywhere, and what to do now (DESIGN §7).
struct Decision {
  DecisionKind kind = DecisionKind::wait;
  std::optional<Step> next{};          ///< The step that it speaks of; none once everything is done.
  std::string sentence;                ///< With its full stop.
  std::optional<WallTime> until{};     ///< Nothing but time is missing, until then.
  std::vector<std::string> publish{};  ///< Zone lines of the next step, of `publishes`, or of the way back.
  std::optional<Step> publishes{};     ///< With a go whose step changes no record: the one behind it.
  bool is_under_way = false;           ///< Some name servers publish them, and the others are to.
  /// What of the new path holds the step up whatever its gates say; in words, without a full stop.
  std::optional<std::string> hindrance{};
};

/// Go when every gate of the next step is open, roll back when the new path harms mail and the old one is
/// proven good, done when nothing is left; in all other cases wait. Pure.
Decision decide(const Evidence& evidence, const std::vector<Gate>& gates);

}  // namespace cutwatch::cutover
