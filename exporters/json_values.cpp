#include "exporters/json_values.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

namespace cutwatch::exporters {

nlohmann::json text_of(const Failure& failure) {
  return printable(fmt::format("{}: {}", to_string(failure.kind), failure.detail), 1024);
}

}  // namespace cutwatch::exporters
