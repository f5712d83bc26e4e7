#pragma once
#include "core/observation/log_position.hpp"

#include <cstddef>
#include <string>

namespace cutwatch::net {

/// The last whole lines before a position, of `most` octets at most: what was read before the agent ended.
/// Empty where another file is under that name by now, or it cannot be read.
std::string lines_before(const std::string& path, const LogFilePosition& position, std::size_t most);

}  // namespace cutwatch::net
