#include "core/observation/observation.hpp"

#include <utility>

namespace cutwatch {

std::string_view to_string(SkipReason reason) noexcept {
  switch (reason) {
    case SkipReason::still_running: return "still_running";
    case SkipReason::not_recorded: return "not_recorded";
  }
  std::unreachable();
}

}  // namespace cutwatch
