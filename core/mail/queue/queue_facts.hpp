#pragma once
#include "core/mail/queue/queued_message.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace cutwatch::mail {

/// Messages that wait for one destination.
struct QueueDestination {
  std::uint64_t messages = 0;
  std::optional<WallTime> oldest{};  ///< When the oldest of them arrived.
  std::string reason{};              ///< Why the oldest that was tried waits; empty: none has failed.
  friend bool operator==(const QueueDestination&, const QueueDestination&) = default;
};

/// What a mail server's queue held at one look. Strings are as the server wrote them: a stranger's.
struct QueueFacts {
  std::uint64_t messages = 0;
  std::uint64_t octets = 0;
  std::uint64_t unreadable = 0;      ///< Of the messages: those of which nothing else is known.
  std::uint64_t forced_expired = 0;  ///< Of the messages: those that are given up at their next attempt.
  std::optional<WallTime> oldest{};  ///< When the oldest message arrived.
  std::map<QueueName, std::uint64_t> by_queue{};
  /// What stays: messages that had arrived by a given instant before the look. What passes through is none.
  std::uint64_t staying = 0;
  std::uint64_t staying_held = 0;      ///< Of these: on hold, so that they never leave by themselves.
  std::uint64_t staying_own = 0;       ///< Of these: with a recipient of the plan's domain.
  std::uint64_t staying_own_held = 0;  ///< Of those of the domain: on hold.
  /// By the domain of a recipient, in lower case; empty: the address has none. A message with several counts
  /// at each.
  std::map<std::string, QueueDestination> destinations{};
  QueueDestination other_destinations{};  ///< Of those that are not kept.
  bool is_cut = false;                    ///< The list was longer than what is read of one.
  friend bool operator==(const QueueFacts&, const QueueFacts&) = default;
};

/// While a list is read, and of one that has been read: those with the most messages.
inline constexpr std::size_t kMostDestinationsRead = 4096;
inline constexpr std::size_t kMostDestinations = 32;

}  // namespace cutwatch::mail
