#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace cutwatch::mail {

/// The parts of a message's way, in their order; values of the `hop` label. A server that is both the first
/// and the last is the last.
enum class Hop : std::uint8_t {
  to_first,  ///< From the record of the message until the first server took it, by our clock; put off or not.
  in_first,  ///< From the first line of the first server to its last: through its filters.
  to_final,  ///< From there to the first line of the last mail server: queues and hosts between the two.
  in_final,  ///< The same as `in_first`, of the last mail server.
  to_mailbox,  ///< From its last line until the mailbox had it.
};

inline constexpr std::array kHops{Hop::to_first, Hop::in_first, Hop::to_final, Hop::in_final,
                                  Hop::to_mailbox};

/// "to_first", "first", "to_final", "final", "to_mailbox".
std::string_view to_string(Hop hop) noexcept;

}  // namespace cutwatch::mail
