#pragma once
#include "core/snapshot/chronicle.hpp"

namespace cutwatch::cutover {

/// Whether the operator had been told by then that the old server may refuse mail, and has not been sent back
/// since: what it refuses is refused on purpose. Pure.
bool was_old_server_released(const Chronicle& chronicle, WallTime at);

}  // namespace cutwatch::cutover
