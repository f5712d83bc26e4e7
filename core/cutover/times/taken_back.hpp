#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>

namespace cutwatch::cutover {

/// The new records were published and are taken back, and copies of them outlive that.
struct TakenBack {
  std::optional<WallTime> at{};            ///< When the last name server was first seen without them.
  std::optional<WallTime> copies_until{};  ///< When the last honest copy ends; none where that is not known.
  std::string sentence;  ///< What that means for the new server, the same everywhere; with its full stop.
};

/// nullopt where nothing was taken back. Pure.
std::optional<TakenBack> taken_back(const Evidence& evidence);

}  // namespace cutwatch::cutover
