#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/server_log/stray_times.hpp"

namespace cutwatch::cutover {

/// When the switch was, and until when copies may lead mail to the old server, by all that is known now.
StrayTimes stray_times(const Evidence& evidence);

}  // namespace cutwatch::cutover
