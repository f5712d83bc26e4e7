#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

namespace cutwatch::cutover {

/// Whether anything stays in the old server's queue that would be lost, or hold mail up, when it is retired.
/// Waits while the queue drains, until it is estimated to end; fails where it does not, or nobody can tell.
Verdict judge_old_queue_empty(const Evidence& evidence);

}  // namespace cutwatch::cutover
