#pragma once
#include "core/mail/log/log_facts.hpp"
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch::cutover {

/// What decides how bad it is that mail comes to the old server by itself (DESIGN §6.4).
struct StrayTimes {
  std::optional<WallTime> switched_since;  ///< None: not switched, or taken back.
  std::optional<WallTime> first_bound;     ///< The end of the copies from before the switch; none: not known.
  std::optional<WallTime> old_host_bound;  ///< Of those that lead to the old server; likewise.
  Millis grace{};                          ///< Allowed for beyond each bound.
};

/// Of mail that was accepted around the proxy at that instant; none before the switch. Pure.
std::optional<mail::StrayKind> legality_at(const StrayTimes& times, WallTime at);

/// Whether mail that was accepted by the old server then should be handed on. Pure.
bool is_switched_at(const StrayTimes& times, WallTime at);

}  // namespace cutwatch::cutover
