#pragma once
#include "core/cutover/gates/evidence.hpp"

namespace cutwatch::cutover {

// What messages by the new path show that have arrived lately.

/// Passes where the Received lines of the last one prove its way, and those of none contradict it.
Verdict judge_path_proven(const Evidence& evidence);

/// Passes where the last one is as it was sent, and no other is changed. Signatures are not verified.
Verdict judge_headers_intact(const Evidence& evidence);

}  // namespace cutwatch::cutover
