#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/recipient_answer.hpp"
#include "core/snapshot/snapshot.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

// Whether the new server knows the recipients that the old one knows.
namespace cutwatch::cutover {

/// What a server makes of a recipient, over all of its addresses.
struct RecipientStanding {
  /// Refused where one address refuses it, valid where all take it; unclear where one does not tell, or has
  /// not told lately.
  mail::RecipientAnswer answer = mail::RecipientAnswer::unclear;
  std::string words;             ///< Its reply, or why nobody can tell; printable ASCII, no full stop.
  std::optional<WallTime> at{};  ///< When it said so, the longest ago of its addresses; none of unclear.
};

/// Whether a server tells recipients apart.
enum class Telling : std::uint8_t {
  apart,      ///< it does not take who does not exist
  takes_any,  ///< one address of it does: its "valid" proves nothing
  unknown,    ///< that was not seen, or not lately, or it only puts off who does not exist
};

std::string_view to_string(Telling telling) noexcept;

struct RecipientParity {
  std::string recipient;
  RecipientStanding old_server;
  RecipientStanding new_server;
};

struct Parity {
  std::vector<RecipientParity> recipients;  ///< In the plan's order.
  Telling old_telling = Telling::unknown;
  Telling new_telling = Telling::unknown;
};

/// What was said lately enough to count at `now`. Pure.
Parity parity_of(const Plan& plan, const DomainState& state, WallTime now);

}  // namespace cutwatch::cutover
