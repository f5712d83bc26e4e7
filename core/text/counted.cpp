#include "core/text/counted.hpp"

#include <fmt/core.h>

namespace cutwatch {

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace cutwatch
