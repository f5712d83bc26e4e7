#pragma once
#include <string>

namespace cutwatch::cli {

/// One line of `cutwatch decode dsn`: a mail in, what it says of another one's delivery out (docs/decode.md).
std::string decode_dsn_line(const std::string& line);

}  // namespace cutwatch::cli
