#pragma once
#include "core/snapshot/snapshot.hpp"

namespace cutwatch {

/// Whom a name server is behind, now that it has shown `serial` at `at`; since the first time, where it was
/// behind before. nullopt when it is not. Others are not judged by this: their last answers are older, and
/// they may have moved on. Pure.
std::optional<SerialLag> serial_lag(const RecordState& state, const dns::NameServer& server,
                                    std::uint32_t serial, WallTime at);

}  // namespace cutwatch
