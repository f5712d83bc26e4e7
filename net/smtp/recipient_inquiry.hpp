#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "net/smtp/reply_parser.hpp"
#include "net/stream/dialogue.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::net {

/// Which recipients a server is asked for, and who asks. Addresses without angle brackets.
struct RecipientQuestion {
  std::string from;
  std::vector<std::string> recipients;  ///< At most `kMostRecipientsAsked`.
  std::string ehlo_name;
};

/// In one dialogue. Servers drop or slow down who names many that they do not know: Postfix after ten.
inline constexpr std::size_t kMostRecipientsAsked = 11;

/// Whether a server would take mail for some recipients, over a connection that has greeted: MAIL, a RCPT for
/// each, one after the other, RSET, QUIT (RFC 5321 §3.3, §4.1.1.5). No DATA: nothing is ever sent.
class RecipientInquiry final : public Dialogue {
 public:
  explicit RecipientInquiry(RecipientQuestion question) : question_(std::move(question)) {}

  DialogueAction resume(const Result<std::string>& outcome, SteadyTime now) override;

  /// Of the recipients in their order, as far as they were answered; final once `resume` has said done.
  const std::vector<mail::SmtpReply>& replies() const { return replies_; }
  /// Why the others were not. Errors: malformed (no reply, or an address that cannot be sent), protocol (the
  /// sender is not taken, the server closes or speaks out of turn), and those of the stream.
  const std::optional<Failure>& failure() const { return failure_; }

 private:
  enum class Step : std::uint8_t { start, mail, rcpt, reset, quit, done };

  DialogueAction begin();
  DialogueAction command(Step step, std::string bytes);
  DialogueAction ask_next();
  DialogueAction receive() const;
  DialogueAction replied(const mail::SmtpReply& reply);
  DialogueAction replied_to_rcpt(const mail::SmtpReply& reply);
  DialogueAction farewell(const Result<std::string>& outcome);
  DialogueAction lost(Failure failure);
  DialogueAction finish();
  bool is_parting() const { return step_ == Step::reset || step_ == Step::quit; }

  RecipientQuestion question_;
  Step step_ = Step::start;
  bool is_sending_ = false;
  SmtpReplyParser parser_;
  std::vector<mail::SmtpReply> replies_;
  std::optional<Failure> failure_;
};

}  // namespace cutwatch::net
