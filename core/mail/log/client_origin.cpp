#include "core/mail/log/client_origin.hpp"

#include <utility>

namespace cutwatch::mail {

std::string_view to_string(ClientOrigin origin) noexcept {
  switch (origin) {
    case ClientOrigin::forwarder: return "forwarder";
    case ClientOrigin::allowed: return "allowed";
    case ClientOrigin::local: return "local";
    case ClientOrigin::authenticated: return "authenticated";
    case ClientOrigin::agent: return "agent";
    case ClientOrigin::other: return "other";
  }
  std::unreachable();
}

}  // namespace cutwatch::mail
