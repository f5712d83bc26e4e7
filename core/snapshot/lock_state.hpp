#pragma once
#include "core/observation/observation.hpp"

#include <compare>
#include <optional>
#include <string>

namespace cutwatch {

/// One address of a server that is to be locked, tried from one address.
struct LockKey {
  std::string target;  ///< "old", "new".
  Endpoint server;
  std::optional<IpAddress> source;  ///< As the plan says; none: the system's choice.
  friend auto operator<=>(const LockKey&, const LockKey&) = default;
};

LockKey key_of(const LockdownTried& tried);

/// What is known of it.
struct LockState {
  /// Looks one after the other with answers of one class; those of no class between them change nothing, nor
  /// does a closed door while the control could not be reached either.
  struct Row {
    mail::DoorClass answer;
    WallTime since;
    WallTime last;
    friend bool operator==(const Row&, const Row&) = default;
  };
  LockdownTried last;
  std::optional<Row> row;          ///< Of the last that had a class.
  std::optional<WallTime> opened;  ///< When it would last have taken the mail.
  friend bool operator==(const LockState&, const LockState&) = default;
};

/// Between two looks of a row: who greylists forgets whom he has not seen for so long, and puts him off anew
/// (spamd's is the shortest of those that are common).
inline constexpr Millis kLongestRowPause = std::chrono::hours{4};

/// What is known after one more try. What was known of another recipient, or left another address, counts no
/// more. Pure.
LockState with_try(std::optional<LockState> known, const LockdownTried& tried);

}  // namespace cutwatch
