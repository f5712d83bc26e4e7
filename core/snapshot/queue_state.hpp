#pragma once
#include "core/observation/observation.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch {

/// The queue of one server of a cutover, as one command shows it.
struct QueueKey {
  std::string role;    ///< "old", "new".
  std::string source;  ///< The command.
  friend auto operator<=>(const QueueKey&, const QueueKey&) = default;
};

/// How long a queue was at a look.
struct QueuePoint {
  WallTime at;
  std::uint64_t messages = 0;
  std::uint64_t staying = 0;      ///< Of these: those that stay, and are not on hold.
  std::uint64_t staying_own = 0;  ///< Of those: with a recipient of the plan's domain.
  friend bool operator==(const QueuePoint&, const QueuePoint&) = default;
};

/// What is known of it.
struct QueueState {
  std::optional<WallTime> last{};           ///< When the last look that succeeded began.
  std::optional<mail::QueueFacts> facts{};  ///< What it saw.
  std::optional<Failure> failure{};         ///< Why the last look told nothing.
  std::vector<QueuePoint> curve{};          ///< By time: at most `kMostQueuePoints`.
  friend bool operator==(const QueueState&, const QueueState&) = default;
};

/// Half an hour of looks once a minute, and what was before at ever wider steps.
inline constexpr std::size_t kMostQueuePoints = 256;
/// No server keeps trying for longer than that (Postfix: 5 days).
inline constexpr Millis kQueueCurveReach = std::chrono::days{8};

/// What is known after one more look. Pure.
QueueState with_look(QueueState known, const QueueLooked& look);

}  // namespace cutwatch
