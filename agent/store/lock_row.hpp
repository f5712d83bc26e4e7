#pragma once
#include "core/snapshot/lock_state.hpp"

#include <string>
#include <string_view>

namespace cutwatch::store {

std::string text_of_lock(const LockState& state);

/// Errors: malformed, with what is wrong.
Result<LockState> parse_lock(std::string_view text, const std::string& domain);

}  // namespace cutwatch::store
