#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

// What probe mail has shown of the new path.
namespace cutwatch::cutover {

/// Whether the last message down the new path arrived in time, and none is missing.
Verdict judge_new_path_delivers(const Evidence& evidence);

/// Whether mail has arrived by the new path for `verify_for`, without a break, since `verify_after` after the
/// switch, while at least two operators' resolvers lead there.
Verdict judge_new_path_verified(const Evidence& evidence);

}  // namespace cutwatch::cutover
