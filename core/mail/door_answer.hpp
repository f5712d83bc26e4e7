#pragma once
#include "core/mail/smtp_outcome.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a server makes of a stranger who asks it to take mail for a recipient, up to RCPT.
namespace cutwatch::mail {

/// How a server answers at its door; values of the `class` label.
enum class DoorClass : std::uint8_t {
  open,     ///< it would take the mail
  put_off,  ///< 4xx: a sender tries again
  refused,  ///< 5xx: the mail bounces
  closed,   ///< no connection, or one that ends without a word
};

inline constexpr std::array kDoorClasses{DoorClass::open, DoorClass::put_off, DoorClass::refused,
                                         DoorClass::closed};

/// "open", "4xx", "5xx", "closed".
std::string_view to_string(DoorClass answer) noexcept;

struct DoorAnswer {
  SmtpPhase stage = SmtpPhase::connect;  ///< How far it got: the phase of the reply or the failure.
  std::optional<SmtpReply> reply;        ///< The one that decided; none where there was none.
  std::optional<Failure> failure;        ///< Why there was none that decides.
  friend bool operator==(const DoorAnswer&, const DoorAnswer&) = default;

  /// "554 5.7.1 Client host rejected at rcpt"; printable ASCII, without a full stop.
  std::string words() const;
};

/// Its texts are cut to what people need.
DoorAnswer door_answer(const SmtpAttempt& attempt);

/// What class the answer is of; nullopt where it is of none: TLS failed, the server fell silent or hung up in
/// the middle, or talks nonsense. Whether it means what it seems to is not told here.
std::optional<DoorClass> class_of(const DoorAnswer& answer);

/// Whether the server talked to us beyond its greeting: then nothing on the way keeps us from mail servers.
bool is_reached(const DoorAnswer& answer);

}  // namespace cutwatch::mail
