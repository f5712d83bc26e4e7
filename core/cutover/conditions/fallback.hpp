#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::cutover {

/// What becomes of mail while the proxy does not take it, and senders turn to the next host of the MX.
enum class Fallback : std::uint8_t {
  bypass,   ///< The old server takes it, around the proxy.
  lost,     ///< The old server refuses it with 5xx: it bounces at once.
  delayed,  ///< The old server puts it off, or nobody gets there: senders wait and try again.
  unknown,  ///< Nobody knows what the old server does with it.
};

/// "bypass" and the others.
std::string_view to_string(Fallback fallback) noexcept;

struct FallbackFinding {
  Fallback what = Fallback::unknown;
  std::string words;  ///< What shows it, without a full stop; printable ASCII.
};

/// By whether a copy that leads to the old server may live, by what it says to a stranger, else by what
/// became of the agent's own mail by the old path. After the switch. Pure.
FallbackFinding fallback_of(const Evidence& evidence);

}  // namespace cutwatch::cutover
