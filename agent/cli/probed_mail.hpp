#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/failure/failure.hpp"
#include "core/mail/ledger_entry.hpp"

#include <cstdint>
#include <optional>

namespace cutwatch::cli {

/// Why nothing more is waited for.
enum class JourneyEnd : std::uint8_t {
  none,        ///< Nothing has ended: the message is under way, or whoever waited was stopped.
  result,      ///< The message has a result.
  not_taken,   ///< The server put it off, or no transaction came about.
  no_mailbox,  ///< The mailbox does not let us in: no further look would tell more.
  time,        ///< It was waited for as long as it was to be.
};

/// What is known of one message that was sent and awaited.
struct ProbedMail {
  cutover::Plan plan;                        ///< With one round trip, and that with one path.
  std::optional<mail::LedgerEntry> entry{};  ///< None before it was made.
  JourneyEnd end = JourneyEnd::none;
  std::optional<Failure> mailbox_failure{};  ///< Why the last look into the mailbox failed.
  std::optional<Millis> unseen_for{};        ///< So long at most it lay in the mailbox before it was seen.

  const cutover::RoundTrip& round_trip() const { return plan.round_trips.front(); }
  cutover::Path path() const { return round_trip().paths.front(); }
};

}  // namespace cutwatch::cli
