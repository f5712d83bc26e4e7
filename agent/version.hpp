#pragma once

namespace cutwatch {

inline constexpr const char* kVersion = CUTWATCH_VERSION;    ///< "0.1.0"
inline constexpr const char* kRevision = CUTWATCH_REVISION;  ///< the commit that was built, or "unknown"

}  // namespace cutwatch
