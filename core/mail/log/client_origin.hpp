#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace cutwatch::mail {

/// Who handed mail to a server; values of the `origin` label.
enum class ClientOrigin : std::uint8_t {
  forwarder,      ///< The server whose part it is to hand mail on to this one.
  allowed,        ///< Whom the plan lets in besides.
  local,          ///< The server itself, or a program on it.
  authenticated,  ///< A user who logged in.
  agent,          ///< This agent.
  other,          ///< Anybody else.
};

inline constexpr std::array kClientOrigins{ClientOrigin::forwarder, ClientOrigin::allowed,
                                           ClientOrigin::local,     ClientOrigin::authenticated,
                                           ClientOrigin::agent,     ClientOrigin::other};

/// "forwarder" and the others.
std::string_view to_string(ClientOrigin origin) noexcept;

}  // namespace cutwatch::mail
