#pragma once
#include "agent/cli/commands.hpp"

namespace cutwatch::cli {

/// Asks again and again until ^C or SIGTERM, or until nobody reads: the table is redrawn on a terminal;
/// otherwise each change is a line, or a document where JSON is wanted. What cannot be learned is shown, and
/// asked for again. Returns the exit status.
int watch_status(const StatusOptions& options);

}  // namespace cutwatch::cli
