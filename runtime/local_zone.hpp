#pragma once
#include "core/time/time.hpp"

namespace cutwatch {

/// How far east of UTC this host's own time is at that instant: what a log's times are in that name no zone.
Seconds local_zone(WallTime at);

}  // namespace cutwatch
