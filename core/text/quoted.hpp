#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace cutwatch {

/// The text in quotes, for people: what is inside as `printable` writes it, with a backslash before each
/// quote and backslash of its own. `max` is that of `printable`. Pure.
std::string quoted(std::string_view text, std::size_t max = 256);

}  // namespace cutwatch
