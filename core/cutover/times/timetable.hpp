#pragma once
#include "core/cutover/decision/decision.hpp"
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/cutover/times/time_proof.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// When each step of a cutover may be taken at the earliest, and what proves that.
namespace cutwatch::cutover {

/// What is told of a step's time.
enum class StepTimeKind : std::uint8_t {
  taken,
  under_way,   ///< some name servers publish what it changes
  open,        ///< the decision is to take it
  at,          ///< nothing but time is missing, until then
  not_before,  ///< something else is missing too, or a step before it
  no_time,     ///< none can be told: a name server has not been seen off, or evidence is missing
};

std::string_view to_string(StepTimeKind kind) noexcept;

/// A step behind the next one is reckoned with as if the one before it were taken as early as it may be.
struct Supposition {
  Step taken;
  WallTime at;
  friend bool operator==(const Supposition&, const Supposition&) = default;
};

struct StepTime {
  Step step = Step::lower_ttl;
  StepTimeKind kind = StepTimeKind::no_time;
  /// Since when it is taken or under way, where that was seen; else the earliest instant, where one can be
  /// told: no gate that time opens is open before. It may have passed.
  std::optional<WallTime> at{};
  std::optional<Supposition> supposes{};
  std::vector<TimeProof> proofs{};
  std::vector<std::string> publish{};  ///< Its zone lines; none of a step that is taken.

  /// "may be taken from 2026-12-01T20:00:00.000Z on": in words, without a full stop.
  std::string sentence() const;
};

/// Every step of the plan, in order. The next one may be taken now where that is the decision. Pure.
std::vector<StepTime> timetable_of(const Evidence& evidence, const std::vector<Gate>& gates,
                                   const Decision& decision);

}  // namespace cutwatch::cutover
