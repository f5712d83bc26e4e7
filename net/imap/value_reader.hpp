#pragma once
#include "net/imap/response_parser.hpp"

namespace cutwatch::net {

/// The values in one response's data, which is complete: literals follow their `{n}` line inside `bytes`, no
/// line end at its own end. Lists nest up to 16 deep. Errors: malformed.
Result<std::vector<ImapValue>> read_imap_values(std::string_view bytes);

}  // namespace cutwatch::net
