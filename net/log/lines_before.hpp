#pragma once
#include "core/observation/log_position.hpp"

#include <cstddef>
#include <string>

namespace cutwatch::net {

/// The last whole lines before a position, of `most` octets at most: what was read before the agent ended,
/// of a file beside it where that has been rotated since. Empty where it is found nowhere, or cannot be read.
std::string lines_before(const std::string& path, const LogFilePosition& position, std::size_t most);

}  // namespace cutwatch::net
