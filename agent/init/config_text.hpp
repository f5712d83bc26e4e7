#pragma once
#include "agent/init/found.hpp"
#include "agent/init/wishes.hpp"

#include <string>

namespace cutwatch::init {

/// The configuration for what was found and what is wished: a TOML text with comments that say what was
/// found, what is to be filled in and what is to be careful about. What cannot be read is said, and never
/// made up. Whatever the DNS said, it is read without complaint. Errors: as `move_of`. Pure.
Result<std::string> config_text(const Found& found, const Wishes& wishes);

}  // namespace cutwatch::init
