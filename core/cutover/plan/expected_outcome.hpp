#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/mail/ledger_entry.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace cutwatch::cutover {

/// What is to become of a message by a path; values of `outcome` in the API.
enum class ExpectedOutcome : std::uint8_t {
  accept,           ///< It arrives, in time.
  accept_or_defer,  ///< Or is put off until it is given up, or the port is closed: no sender's mail bounces.
  either,           ///< Or is refused: nobody is led there any more.
  refuse,           ///< It is not taken: the path was locked.
};

inline constexpr std::array kExpectedOutcomes{ExpectedOutcome::accept, ExpectedOutcome::accept_or_defer,
                                              ExpectedOutcome::either, ExpectedOutcome::refuse};

std::string_view to_string(ExpectedOutcome outcome) noexcept;

/// How it stands with the old server when a message is sent.
struct OldServerFacts {
  Phase phase = Phase::prepare;
  bool is_expired = false;   ///< The bound of every record that leads to it has passed.
  bool is_released = false;  ///< The operator was told that it may refuse mail.
  bool is_locked = false;    ///< Since then it was seen to refuse mail itself.
};

/// By the kind of the cutover. The new path and mail as DNS says are to arrive at any time, and so is mail by
/// the old one until nobody can be led there any more, or that was told. A proxy's old server may answer 4xx
/// or nothing before, once every name server publishes the proxy; and once it was locked it is to stay so.
/// Pure.
ExpectedOutcome expected_outcome(Kind kind, Path path, const OldServerFacts& old_server);

/// Whether a message that has ended did so as expected.
bool is_as_expected(ExpectedOutcome expected, const mail::LedgerEntry& entry);

}  // namespace cutwatch::cutover
