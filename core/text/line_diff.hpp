#pragma once
#include <span>
#include <string>

namespace cutwatch {

/// What differs between two texts, given as their lines, for people: "-a line that was", "+a line that is",
/// one below the other. The lines that both begin with and those that both end with are left out, so that an
/// added line is shown alone. Empty: nothing differs.
///
/// Each line is as `printable` writes it; "..." stands for what was cut: of a line beyond 200 octets, of each
/// side beyond 8 lines. The whole is at most 1,024 octets. Takes time in proportion to the texts. Pure.
std::string line_diff(std::span<const std::string> before, std::span<const std::string> after);

}  // namespace cutwatch
