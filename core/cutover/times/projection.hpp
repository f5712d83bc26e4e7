#pragma once
#include "core/cutover/times/time_proof.hpp"
#include "core/cutover/times/timetable.hpp"

#include <vector>

namespace cutwatch::cutover {

/// What holds up a step once the one before it is taken at that instant, with the TTLs that are published
/// then: the low one where lowering it is still to come. Only what can be told by time, and what must be
/// proven beside it. Pure.
std::vector<TimeProof> proofs_after(const Evidence& evidence, const std::vector<Gate>& gates, Step step,
                                    const Supposition& supposed);

}  // namespace cutwatch::cutover
