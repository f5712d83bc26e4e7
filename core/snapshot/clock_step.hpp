#pragma once
#include "core/snapshot/snapshot.hpp"

namespace cutwatch {

/// The state after the host's clock was set by `by`: every instant that DNS is judged by is moved along, so
/// that the time until it and since it stays what it was. Messages and what is written down for people
/// (the chronicle, records noted) keep theirs: the state file has them too. Pure.
Snapshot with_clock_step(Snapshot snapshot, Millis by);

}  // namespace cutwatch
