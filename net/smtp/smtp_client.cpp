#include "net/smtp/smtp_client.hpp"

#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

using mail::SmtpAttempt;
using mail::SmtpDisposition;
using mail::SmtpPhase;

SmtpAttempt begun_with(const ConnectFacts& facts) {
  SmtpAttempt attempt;
  attempt.ended_in = facts.ended_in;
  attempt.phases = facts.phases;
  attempt.certificate_not_after = facts.certificate_not_after;
  attempt.is_certificate_valid = facts.is_certificate_valid;
  return attempt;
}

SmtpAttempt joined(const ConnectFacts& facts, SmtpAttempt transaction) {
  const SmtpAttempt begun = begun_with(facts);
  transaction.phases.insert(transaction.phases.begin(), begun.phases.begin(), begun.phases.end());
  transaction.certificate_not_after = begun.certificate_not_after;
  transaction.is_certificate_valid = begun.is_certificate_valid;
  return transaction;
}

/// A transaction that says which phases it has passed.
class HeardTransaction final : public Dialogue {
 public:
  HeardTransaction(Transaction& transaction, const PhaseListener& on_phase)
      : transaction_(transaction), on_phase_(on_phase) {}

  DialogueAction resume(const Result<std::string>& outcome, SteadyTime now) override {
    auto action = transaction_.resume(outcome, now);
    const auto& passed = transaction_.attempt().phases;
    for (; told_ < passed.size(); ++told_) {
      if (on_phase_) on_phase_(passed[told_]);
    }
    return action;
  }

 private:
  Transaction& transaction_;
  const PhaseListener& on_phase_;
  std::size_t told_ = 0;
};

}  // namespace

SmtpAttempt attempt_without_connection(const Failure& failure, const ConnectFacts& facts) {
  SmtpAttempt attempt = begun_with(facts);
  attempt.disposition = SmtpDisposition::not_sent;
  if (!facts.reply || facts.reply->is_positive()) {
    attempt.failure = failure;
    return attempt;
  }
  attempt.reply = facts.reply;
  const bool is_about_mail = facts.ended_in == SmtpPhase::banner || facts.ended_in == SmtpPhase::ehlo;
  const bool has_decided = facts.reply->code == 421 || failure.kind == FailureKind::protocol;
  if (is_about_mail && has_decided) {
    attempt.disposition = facts.reply->is_transient() ? SmtpDisposition::deferred : SmtpDisposition::refused;
  } else {
    attempt.failure = failure;
  }
  return attempt;
}

asio::awaitable<SmtpAttempt> SmtpClient::send(mail::MailServer server, Envelope envelope,
                                              OutgoingText message, SteadyTime deadline,
                                              Confirmation before_text) {
  return hand_over(std::move(server), std::move(envelope), std::move(message), Transaction::Extent::message,
                   deadline, std::move(before_text));
}

asio::awaitable<SmtpAttempt> SmtpClient::ask_recipient(mail::MailServer server, Envelope envelope,
                                                       SteadyTime deadline) {
  return hand_over(std::move(server), std::move(envelope), "", Transaction::Extent::recipient, deadline, {});
}

asio::awaitable<std::vector<Result<mail::SmtpReply>>> SmtpClient::ask_recipients(mail::MailServer server,
                                                                                 RecipientQuestion question,
                                                                                 SteadyTime deadline) {
  const auto asked = question.recipients.size();
  Connection connection =
      co_await connector_.connect(std::move(server), MailProtocol::smtp, question.ehlo_name, deadline);
  if (!connection.stream)
    co_return std::vector<Result<mail::SmtpReply>>(asked, std::unexpected(connection.stream.error()));
  RecipientInquiry inquiry(std::move(question));
  co_await converse(inquiry, **connection.stream, clock_, deadline);
  std::vector<Result<mail::SmtpReply>> out(inquiry.replies().begin(), inquiry.replies().end());
  if (inquiry.failure()) out.resize(asked, std::unexpected(*inquiry.failure()));
  co_return out;
}

asio::awaitable<Result<mail::Greeting>> SmtpClient::greet(mail::MailServer server, std::string ehlo_name,
                                                          SteadyTime deadline) {
  static constexpr Millis kFarewell{2000};
  Connection connection =
      co_await connector_.connect(std::move(server), MailProtocol::smtp, std::move(ehlo_name), deadline);
  if (!connection.stream) co_return std::unexpected(connection.stream.error());
  auto& stream = **connection.stream;
  const auto until = std::min(deadline, clock_.steady() + kFarewell);
  // What becomes of the farewell tells nothing: all that is asked for is there.
  if (co_await stream.send("QUIT\r\n", until)) co_await stream.receive(until);
  co_return mail::Greeting{.banner = connection.facts.banner, .ehlo = connection.facts.ehlo};
}

asio::awaitable<SmtpAttempt> SmtpClient::hand_over(mail::MailServer server, Envelope envelope,
                                                   OutgoingText message, Transaction::Extent extent,
                                                   SteadyTime deadline, Confirmation before_text) {
  if (auto checked = check_envelope(envelope); !checked) {
    co_return attempt_without_connection(checked.error(), ConnectFacts{});
  }
  Connection connection =
      co_await connector_.connect(std::move(server), MailProtocol::smtp, envelope.ehlo_name, deadline);
  if (!connection.stream) co_return attempt_without_connection(connection.stream.error(), connection.facts);
  const auto& capabilities = connection.facts.capabilities;
  const bool is_seven_bit = !message.seven_bit.empty() && !takes_eight_bit(capabilities);
  Transaction transaction(envelope, is_seven_bit ? message.seven_bit : message.text, capabilities, extent);
  HeardTransaction heard(transaction, on_phase_);
  co_await converse(heard, **connection.stream, clock_, deadline, std::move(before_text));
  auto attempt = joined(connection.facts, transaction.attempt());
  attempt.is_seven_bit = is_seven_bit;
  if (const auto accepted = transaction.accepted())
    attempt.accepted = clock_.wall() - std::chrono::duration_cast<Millis>(clock_.steady() - *accepted);
  co_return attempt;
}

}  // namespace cutwatch::net
