#pragma once
#include "core/cutover/record/record_bounds.hpp"
#include "core/time/time.hpp"

#include <string>
#include <string_view>

namespace cutwatch::exporters {

/// What the bound of the old copies says at `now`, with what is left of it: the time at which the last honest
/// one has gone, or why there is none. Empty before a change. Pure.
std::string bound_line(const cutover::RecordBounds& bounds, WallTime now);

/// The same for what is read later: without what is left. `ttl_key` names what the TTL from before the first
/// look can be told by.
std::string bound_sentence(const cutover::RecordBounds& bounds, WallTime now, std::string_view ttl_key);

}  // namespace cutwatch::exporters
