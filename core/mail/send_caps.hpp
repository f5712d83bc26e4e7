#pragma once
#include "core/time/time.hpp"

#include <cstddef>

// What the agent sends at most to destinations outside loopback, whatever the configuration says: it must
// never become a nuisance (DESIGN §6.7). Attempts count, not messages: a server that puts mail off is not to
// be pestered either.
namespace cutwatch::mail {

inline constexpr Millis kSendSpacing{10'000};         ///< From one attempt down a path to the next.
inline constexpr std::size_t kMostSendsAnHour = 120;  ///< Down one path, in any hour.
inline constexpr std::size_t kMostSendsADay = 5000;   ///< Down all paths of the agent, in any day.

/// At that pace no cap is ever reached down one path.
inline constexpr Millis kEvenPace = Millis{std::chrono::hours{1}} / kMostSendsAnHour;

}  // namespace cutwatch::mail
