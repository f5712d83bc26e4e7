#pragma once
#include <string>

namespace cutwatch::cli {

/// One line of `cutwatch decode maillog`: a line of a mail server's log in, what it says out
/// (docs/decode.md).
std::string decode_maillog_line(const std::string& line);

}  // namespace cutwatch::cli
