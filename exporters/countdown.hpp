#pragma once
#include "core/time/time.hpp"

#include <string>

namespace cutwatch::exporters {

/// "4m 02s": what is left of a duration, rounded up to a second; "0s" when it is over.
std::string countdown(Millis left);

}  // namespace cutwatch::exporters
