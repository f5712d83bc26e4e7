#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>

namespace cutwatch::cutover {

/// What was last seen of whether somebody at the proxy's addresses answers.
struct ProxyReach {
  bool has_answered = false;
  WallTime at;
  std::string words;  ///< What shows it, without a full stop; printable ASCII.
};

/// By messages to the proxy, by the lock-down probe's control, and by how the proxy greets: whichever is the
/// newest of those that count, and what was answered where several are. nullopt where there is none, or this
/// host's own network is down. Pure.
std::optional<ProxyReach> proxy_reach(const Evidence& evidence);

/// It where nobody answered.
std::optional<ProxyReach> proxy_unreached(const Evidence& evidence);

}  // namespace cutwatch::cutover
