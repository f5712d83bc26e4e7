#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/plan/expected_outcome.hpp"

#include <optional>

namespace cutwatch::cutover {

/// What is to become of a message that the round trip sends down that path now. Pure.
ExpectedOutcome expected_now(const Plan& plan, const DomainState& state, const CutoverAssessment& assessed,
                             const RoundTrip& trip, Path path, WallTime now);

/// Whether the last message of the round trip down that path to have ended did so as was to be expected when
/// it was recorded. nullopt before the first, and while nothing can be known of the last. Pure.
std::optional<bool> is_last_as_expected(const Plan& plan, const DomainState& state,
                                        const CutoverAssessment& assessed, const RoundTrip& trip, Path path);

}  // namespace cutwatch::cutover
