#pragma once
#include "core/mail/greeting.hpp"
#include "core/mail/mail_server.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "net/smtp/recipient_inquiry.hpp"
#include "net/smtp/transaction.hpp"
#include "net/stream/dialogue.hpp"
#include "net/stream/mail_connector.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/awaitable.hpp>

#include <string>
#include <utility>
#include <vector>

namespace cutwatch::net {

/// A message to be handed over.
struct OutgoingText {
  std::string text;
  std::string
      seven_bit{};  ///< What is sent instead where `text` has 8-bit octets and the server no 8BITMIME.

  // Most messages have one form.
  OutgoingText(std::string only) : text(std::move(only)) {}
  OutgoingText(const char* only) : text(only) {}
};

/// Hands one message to one server. Holds no state between calls; connector and clock must outlive it.
/// `on_phase` hears of what comes behind the connector.
class SmtpClient {
 public:
  SmtpClient(MailConnector& connector, const Clock& clock, PhaseListener on_phase = {})
      : connector_(connector), clock_(clock), on_phase_(std::move(on_phase)) {}

  /// Every failure is in the attempt. A negative greeting or EHLO counts as the server's decision about the
  /// message (deferred, refused); STARTTLS and AUTH that fail do not (not_sent, with the reply). Until
  /// `deadline` at most.
  /// `before_text` is asked when the server waits for the message's text: once it has agreed the server may
  /// take the message whatever is heard of it; where it fails nothing leaves (not_sent, with its failure).
  asio::awaitable<mail::SmtpAttempt> send(mail::MailServer server, Envelope envelope, OutgoingText message,
                                          SteadyTime deadline, Confirmation before_text = {});

  /// Whether the server would take mail for the recipient: MAIL, RCPT, RSET, QUIT, never DATA. `accepted`
  /// with `ended_in` rcpt means that it would.
  asio::awaitable<mail::SmtpAttempt> ask_recipient(mail::MailServer server, Envelope envelope,
                                                   SteadyTime deadline);

  /// What the server says of each recipient, in their order, in one dialogue without a message; where it did
  /// not come to one, why. Errors: as a connector's and a RecipientInquiry's.
  asio::awaitable<std::vector<Result<mail::SmtpReply>>> ask_recipients(mail::MailServer server,
                                                                       RecipientQuestion question,
                                                                       SteadyTime deadline);

  /// How the server calls itself: its greeting, EHLO, QUIT, nothing else. Errors: as a connector's.
  asio::awaitable<Result<mail::Greeting>> greet(mail::MailServer server, std::string ehlo_name,
                                                SteadyTime deadline);

  /// The address that connections to the server leave from; as a connector's.
  std::optional<IpAddress> leaves_from(const mail::MailServer& server) const {
    return connector_.leaves_from(server);
  }

 private:
  asio::awaitable<mail::SmtpAttempt> hand_over(mail::MailServer server, Envelope envelope,
                                               OutgoingText message, Transaction::Extent extent,
                                               SteadyTime deadline, Confirmation before_text);
  MailConnector& connector_;
  const Clock& clock_;
  PhaseListener on_phase_;
};

/// What a connection that did not come about means for the message.
mail::SmtpAttempt attempt_without_connection(const Failure& failure, const ConnectFacts& facts);

}  // namespace cutwatch::net
