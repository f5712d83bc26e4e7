#pragma once
#include <optional>
#include <string_view>

namespace cutwatch::config {

/// Said of a key whose feature is still to come, the whole of it.
inline constexpr std::string_view kNotActedUpon = "accepted, but this version does not act on it";

/// What is said of a key whose feature is still to come, or part of it: it is read and checked in full, and
/// reported as not acted upon. The key is written without indices ("cutover.server.log"). nullopt for all
/// others. A feature that lands takes its line out of the list.
std::optional<std::string_view> not_yet(std::string_view key_without_indices) noexcept;

}  // namespace cutwatch::config
