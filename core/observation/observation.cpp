#include "core/observation/observation.hpp"

#include <utility>

namespace cutwatch {

std::string_view to_string(SkipReason reason) noexcept {
  switch (reason) {
    case SkipReason::still_running: return "still_running";
    case SkipReason::halted: return "halted";
    case SkipReason::not_recorded: return "not_recorded";
    case SkipReason::quiet_window: return "quiet_window";
    case SkipReason::changing: return "changing";
    case SkipReason::authority_first: return "authority_first";
    case SkipReason::paced: return "paced";
    case SkipReason::backed_off: return "backed_off";
    case SkipReason::send_cap: return "send_cap";
    case SkipReason::path_stopped: return "path_stopped";
    case SkipReason::login_refused: return "login_refused";
    case SkipReason::no_destination: return "no_destination";
  }
  std::unreachable();
}

}  // namespace cutwatch
