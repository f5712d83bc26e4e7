#pragma once
#include <string>

namespace cutwatch::cli {

/// One line of `cutwatch decode received`: the value of a Received field in, what it says out
/// (docs/decode.md).
std::string decode_received_line(const std::string& line);

}  // namespace cutwatch::cli
