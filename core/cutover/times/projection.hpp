#pragma once
#include "core/cutover/times/time_proof.hpp"
#include "core/cutover/times/timetable.hpp"

#include <optional>
#include <vector>

namespace cutwatch::cutover {

/// What holds up a step once the one before it is taken at that instant, with the TTLs that are published
/// then: the low one where lowering it is still to come. Only what can be told by time, what must be proven
/// beside it, and what is wrong now and no step ahead mends. `switched` is when the switch is supposed to be
/// taken, where that is still to come. Pure.
std::vector<TimeProof> proofs_after(const Evidence& evidence, const std::vector<Gate>& gates, Step step,
                                    const Supposition& supposed, std::optional<WallTime> switched);

}  // namespace cutwatch::cutover
