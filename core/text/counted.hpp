#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace cutwatch {

/// "1 server", "2 servers". Pure.
std::string counted(std::size_t count, std::string_view what);

}  // namespace cutwatch
