#pragma once
#include "agent/config/config.hpp"

#include <string>

namespace cutwatch::config {

inline constexpr std::size_t kMaxSecret = 4096;

/// One line from a file that nobody but its owner may touch: a regular file (a link to one will do), mode &
/// 077 == 0, owned by the agent's user or by root, at most `kMaxSecret` bytes, without its last newline. The
/// reason for a refusal names what is wrong with the file and never quotes it.
SecretText read_secret_file(const std::string& path);

/// The same of several lines: all that the file holds, which is not nothing.
SecretText read_key_file(const std::string& path);

}  // namespace cutwatch::config
