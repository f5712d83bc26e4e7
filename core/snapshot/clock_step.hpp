#pragma once
#include "core/snapshot/snapshot.hpp"

namespace cutwatch {

/// The state after the host's clock was set: every instant that DNS is judged by is moved along, so that the
/// time until it and since it stays what it was. What is written down for people (the chronicle, records
/// noted) keeps its own, and so do messages, which count for nothing from then on. When a name server was
/// last asked does not move forward: the machine may have been suspended, and nobody looked. Pure.
Snapshot with_clock_step(Snapshot snapshot, const ClockStepped& step);

}  // namespace cutwatch
