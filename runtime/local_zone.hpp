#pragma once
#include "core/time/local_zone.hpp"

namespace cutwatch {

/// This host's own zone at that instant, and before it last changed in the year until then: that of a log's
/// times that name none.
LocalZone local_zone(WallTime at);

}  // namespace cutwatch
