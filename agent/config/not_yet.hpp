#pragma once
#include <string_view>

namespace cutwatch::config {

/// True for a key whose feature is still to come: it is read and checked in full, and reported as not acted
/// upon. The key is written without indices ("cutover.server.log"). A feature that lands takes its line out
/// of the list.
bool is_not_yet(std::string_view key_without_indices) noexcept;

}  // namespace cutwatch::config
