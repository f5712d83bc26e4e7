#pragma once
#include <string>

namespace cutwatch::cli {

/// One line of `cutwatch decode dns`: {"id", "hex"} in, the decoded message or {"id", "ok": false, "error"}
/// out, each one line of JSON (docs/decode.md). Never throws for what the line holds.
std::string decode_dns_line(const std::string& line);

}  // namespace cutwatch::cli
