#include "core/mail/door_answer.hpp"

#include "core/mail/recipient_answer.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::mail {
namespace {

constexpr std::size_t kMostOfFailure = 160;
constexpr std::size_t kMostText = 512;  // what is kept of it

/// Refused, timed out or unreachable while connecting; or hung up on before the greeting. One that accepts
/// the connection and says nothing in time may only be slow.
bool is_closed(SmtpPhase stage, FailureKind kind) {
  using enum FailureKind;
  if (stage == SmtpPhase::connect) return kind == timeout || kind == refused || kind == unreachable;
  return stage == SmtpPhase::banner && (kind == refused || kind == protocol);
}

}  // namespace

std::string_view to_string(DoorClass answer) noexcept {
  switch (answer) {
    case DoorClass::open: return "open";
    case DoorClass::put_off: return "4xx";
    case DoorClass::refused: return "5xx";
    case DoorClass::closed: return "closed";
  }
  std::unreachable();
}

std::string DoorAnswer::words() const {
  if (failure)
    return printable(fmt::format("{} at {}", to_string(*failure), to_string(stage)), kMostOfFailure);
  return reply ? fmt::format("{} at {}", short_text(*reply), to_string(stage)) : "no answer";
}

DoorAnswer door_answer(const SmtpAttempt& attempt) {
  DoorAnswer out{.stage = attempt.ended_in, .reply = attempt.reply, .failure = attempt.failure};
  if (out.reply) out.reply->text = printable(out.reply->text, kMostText);
  if (out.failure) out.failure->detail = printable(out.failure->detail, kMostText);
  return out;
}

std::optional<DoorClass> class_of(const DoorAnswer& answer) {
  if (answer.failure)
    return is_closed(answer.stage, answer.failure->kind) ? std::optional(DoorClass::closed) : std::nullopt;
  if (!answer.reply) return std::nullopt;
  if (answer.reply->is_transient()) return DoorClass::put_off;
  if (answer.reply->is_permanent()) return DoorClass::refused;
  return answer.stage == SmtpPhase::rcpt ? std::optional(DoorClass::open) : std::nullopt;
}

bool is_reached(const DoorAnswer& answer) {
  return !answer.failure && answer.reply &&
         (answer.stage == SmtpPhase::mail || answer.stage == SmtpPhase::rcpt);
}

}  // namespace cutwatch::mail
