#pragma once
#include "agent/cli/commands.hpp"
#include "agent/init/wishes.hpp"

namespace cutwatch::cli {

/// The options as values. Errors: malformed, with the option that is wrong.
Result<init::Wishes> wishes_of(const InitOptions& options);

}  // namespace cutwatch::cli
