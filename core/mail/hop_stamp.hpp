#pragma once
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cutwatch::mail {

/// What shows that two clocks differ.
struct ClockSkew {
  enum class From : std::uint8_t {
    ours,        ///< The stamp lies outside the time in which the message was on its way, by our clock.
    hop_before,  ///< The stamp is earlier than that of the hop before.
  };
  From from = From::ours;
  bool is_ahead = false;  ///< Never of the hop before: later is what a stamp should be.
  Millis by{};            ///< At least, where `from` is ours; to a second otherwise. Above zero.
  friend bool operator==(const ClockSkew&, const ClockSkew&) = default;
};

/// "at least 61.5 s ahead of our clock", "3.0 s before the hop before it".
std::string text_of(const ClockSkew& skew);

/// From when to when a message was on its way, by our clock.
struct Journey {
  WallTime begin;
  WallTime end;
};

/// When a host says that it had a message. Stamps are whole seconds, cut off.
struct HopStamp {
  std::optional<WallTime> at{};
  std::optional<ClockSkew> skew{};  ///< From our clock.
};

/// One second more than what is possible is allowed for: clocks that are kept right differ a little.
HopStamp stamp_of(std::optional<WallTime> at, const Journey& journey);

/// What passed between two stamps of one clock; never negative, and never more than the journey allows. None
/// where either is missing, or they cannot be of one clock.
std::optional<Millis> passed_on_one_clock(const HopStamp& from, const HopStamp& to, const Journey& journey);

/// The same of two clocks: none as well where either differs from ours.
std::optional<Millis> passed_between(const HopStamp& from, const HopStamp& to, const Journey& journey);

/// What a stamp shows that is earlier than the one before it.
std::optional<ClockSkew> skew_between(const HopStamp& from, const HopStamp& to);

}  // namespace cutwatch::mail
