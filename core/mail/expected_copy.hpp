#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// In how many mailboxes beside its own a message may be expected.
inline constexpr std::size_t kMostCopiesExpected = 4;

/// What is known of a copy; values of `state` in the API.
enum class CopyState : std::uint8_t {
  awaited,   ///< not there yet, or nobody could look
  arrived,   ///< in the mailbox, and in no junk folder
  junk,      ///< in a junk folder of it
  missing,   ///< not there by `lost_after`, though the mailbox was read then
  not_sent,  ///< the message ended before any server took it: there is nothing to be copied
};

std::string_view to_string(CopyState state) noexcept;

/// A further mailbox that a message is expected in: a server on the way copies it there. How the message ends
/// is none of its business, but where it comes to no other mailbox than one that `suffices`
/// (docs/decisions/0080-relayed-without-a-copy.md).
struct ExpectedCopy {
  std::string mailbox;
  std::string account{};           ///< Of that mailbox, as it was configured when the message was recorded.
  std::optional<WallTime> seen{};  ///< When the look was over that found it first.
  std::string folder{};            ///< Where it was found.
  bool is_junk = false;
  std::optional<WallTime> missed{};  ///< When the look began that should have found it, and did not.
  std::optional<WallTime> filed{};   ///< When that mailbox's server says that it filed it, in whole seconds.
  /// A message that comes to this mailbox only has arrived: the server that took it may relay mail there, and
  /// keep none.
  bool suffices = false;
  friend bool operator==(const ExpectedCopy&, const ExpectedCopy&) = default;
};

}  // namespace cutwatch::mail
