#pragma once
#include "core/observation/observation.hpp"

#include <compare>
#include <map>
#include <optional>
#include <string>

namespace cutwatch {

/// One log of one server of a cutover.
struct ServerLogKey {
  std::string role;    ///< "old", "new".
  std::string source;  ///< Its path, "journal" or "stdin".
  friend auto operator<=>(const ServerLogKey&, const ServerLogKey&) = default;
};

/// What is known by it.
struct ServerLogState {
  mail::LogFacts facts;  ///< Of all reads, those before a restart included.
  std::optional<LogPosition> position{};
  /// When it was first and last read since the agent began; never read from the store.
  std::optional<WallTime> begun{};
  std::optional<WallTime> heard{};
  std::optional<Failure> failure{};  ///< Why it cannot be read at the moment.
  std::uint64_t behind = 0;          ///< Octets that wait to be read.
  /// When strays of each kind were last read of, since the agent began: they may be older themselves.
  std::map<mail::StrayKind, WallTime> strays_read{};
  friend bool operator==(const ServerLogState&, const ServerLogState&) = default;
};

/// What is known after one more read. Pure.
ServerLogState with_read(ServerLogState known, const MailLogRead& read);

}  // namespace cutwatch
