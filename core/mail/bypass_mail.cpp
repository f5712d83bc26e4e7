#include "core/mail/bypass_mail.hpp"

#include <utility>

namespace cutwatch::mail {

std::string_view to_string(BypassSource source) noexcept {
  switch (source) {
    case BypassSource::log: return "log";
    case BypassSource::audit: return "audit";
    case BypassSource::probe: return "probe";
  }
  std::unreachable();
}

}  // namespace cutwatch::mail
