#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "core/time/time.hpp"
#include "net/smtp/message_text.hpp"
#include "net/smtp/reply_parser.hpp"
#include "net/stream/dialogue.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// Between whom, and how we call ourselves. Addresses without angle brackets; an empty `from` is the null
/// sender.
struct Envelope {
  std::string from;
  std::string to;
  std::string ehlo_name;
  /// Names the message to whoever reports on it (ENVID, RFC 3461 §4.4): letters, digits, "." and "-". Where
  /// the server offers DSN, failures and delays are asked for with it, and the header is, not the text.
  /// Empty: nothing is asked for.
  std::string envelope_id{};
  /// Where one is given: that a delivery is reported as well.
  bool asks_for_success = false;
  friend bool operator==(const Envelope&, const Envelope&) = default;
};

/// Refuses what could end a command or its argument early (CR, LF, `<`, `>`, blanks, controls), 8-bit
/// addresses, which want SMTPUTF8, and more than 254 bytes (RFC 5321 §4.5.3.1.3). An empty sender is fine, an
/// empty recipient is not. An envelope id is letters, digits, "." and "-", 100 at most. Errors: malformed.
Result<void> check_envelope(const Envelope& envelope);

/// Whether a server with these capabilities takes 8-bit text (8BITMIME, RFC 6152).
bool takes_eight_bit(std::span<const std::string> capabilities);

/// One message to one recipient over a connection that has greeted (RFC 5321 §3.3).
///
/// A 2xx after the final dot is *accepted*, any 4xx *deferred*, any 5xx *refused*. A connection that is lost,
/// or talks nonsense, before the final dot has left is *not_sent*, after it *unknown*: the server may have
/// taken the message.
class Transaction final : public Dialogue {
 public:
  enum class Extent : std::uint8_t {
    message,    ///< all of it
    recipient,  ///< MAIL, RCPT, RSET: whether the recipient is accepted; `accepted` then has `ended_in` rcpt
  };

  /// `capabilities` as the last EHLO gave them, upper case.
  Transaction(const Envelope& envelope, std::string_view message, std::span<const std::string> capabilities,
              Extent extent = Extent::message);

  DialogueAction resume(const Result<std::string>& outcome, SteadyTime now) override;

  /// What is known so far; final once `resume` has said done.
  const mail::SmtpAttempt& attempt() const { return attempt_; }
  /// When the server took the message; nothing while it has not, and where none was to be sent.
  std::optional<SteadyTime> accepted() const { return accepted_; }

 private:
  enum class Step : std::uint8_t { start, mail, rcpt, data, departure, body, reset, quit, done };

  DialogueAction begin(SteadyTime now);
  DialogueAction command(Step step, std::string bytes, SteadyTime now);
  DialogueAction receive() const;
  DialogueAction replied(const mail::SmtpReply& reply, SteadyTime now);
  DialogueAction proceed(SteadyTime now);
  DialogueAction decide(mail::SmtpDisposition disposition, const mail::SmtpReply& reply, SteadyTime now);
  DialogueAction lost(Failure failure);
  DialogueAction farewell(const Result<std::string>& outcome, SteadyTime now);
  DialogueAction finish();
  mail::SmtpPhase phase() const;
  bool is_parting() const { return step_ == Step::reset || step_ == Step::quit; }

  Envelope envelope_;
  MessageText text_;
  Extent extent_;
  std::string mail_parameters_;
  std::string recipient_parameters_;
  std::optional<Failure> refusal_;
  Step step_ = Step::start;
  bool is_sending_ = false;
  SteadyTime step_began_;
  std::optional<SteadyTime> accepted_;
  SmtpReplyParser parser_;
  mail::SmtpAttempt attempt_;
};

}  // namespace cutwatch::net
