#include "core/mail/hop.hpp"

#include <utility>

namespace cutwatch::mail {

std::string_view to_string(Hop hop) noexcept {
  switch (hop) {
    case Hop::to_first: return "to_first";
    case Hop::in_first: return "first";
    case Hop::to_final: return "to_final";
    case Hop::in_final: return "final";
    case Hop::to_mailbox: return "to_mailbox";
  }
  std::unreachable();
}

}  // namespace cutwatch::mail
