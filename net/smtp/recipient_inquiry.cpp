#include "net/smtp/recipient_inquiry.hpp"

#include "core/mail/recipient_answer.hpp"
#include "net/smtp/transaction.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::net {
namespace {

using Kind = DialogueAction::Kind;
using Patience = DialogueAction::Patience;
using mail::SmtpReply;

constexpr int kClosing = 421;  // RFC 5321 §4.2.2: the server closes, whatever it was asked.

/// Before anything is said: one that cannot be sent keeps all from being asked.
std::optional<Failure> complaint(const RecipientQuestion& question) {
  if (question.recipients.empty() || question.recipients.size() > kMostRecipientsAsked)
    return Failure{FailureKind::malformed,
                   fmt::format("{} recipients in one dialogue", question.recipients.size())};
  for (const auto& recipient : question.recipients) {
    const auto checked =
        check_envelope({.from = question.from, .to = recipient, .ehlo_name = question.ehlo_name});
    if (!checked) return checked.error();
  }
  return std::nullopt;
}

}  // namespace

DialogueAction RecipientInquiry::resume(const Result<std::string>& outcome, SteadyTime /*now*/) {
  if (step_ == Step::done) return finish();
  if (step_ == Step::start) return begin();
  if (is_parting()) return farewell(outcome);
  if (!outcome) return lost(outcome.error());
  if (std::exchange(is_sending_, false)) return receive();
  if (outcome->empty())
    return lost({.kind = FailureKind::protocol, .detail = "connection closed by the server"});
  parser_.feed(*outcome);
  const auto next = parser_.next();
  if (!next) return lost(next.error());
  return *next ? replied(**next) : receive();
}

DialogueAction RecipientInquiry::begin() {
  if (auto wrong = complaint(question_)) return lost(*std::move(wrong));
  return command(Step::mail, fmt::format("MAIL FROM:<{}>\r\n", question_.from));
}

DialogueAction RecipientInquiry::command(Step step, std::string bytes) {
  step_ = step;
  is_sending_ = true;
  return {.kind = Kind::send,
          .bytes = std::move(bytes),
          .patience = is_parting() ? Patience::farewell : Patience::whole};
}

DialogueAction RecipientInquiry::receive() const {
  return {
      .kind = Kind::receive, .bytes = {}, .patience = is_parting() ? Patience::farewell : Patience::whole};
}

DialogueAction RecipientInquiry::replied(const SmtpReply& reply) {
  // A reply to a command not yet given would be taken for the next recipient's.
  if (parser_.has_more())
    return lost({.kind = FailureKind::protocol, .detail = "the server spoke out of turn"});
  if (reply.code / 100 == 3) {
    return lost({.kind = FailureKind::protocol, .detail = "unexpected reply: " + mail::short_text(reply)});
  }
  if (step_ == Step::rcpt) return replied_to_rcpt(reply);
  if (reply.is_positive()) return ask_next();
  failure_ =
      Failure{.kind = FailureKind::protocol, .detail = "the sender is not taken: " + mail::short_text(reply)};
  return reply.code == kClosing ? finish() : command(Step::quit, "QUIT\r\n");
}

DialogueAction RecipientInquiry::replied_to_rcpt(const SmtpReply& reply) {
  if (reply.code == kClosing)
    return lost({.kind = FailureKind::protocol, .detail = "the server closes: " + mail::short_text(reply)});
  replies_.push_back(reply);
  return ask_next();
}

DialogueAction RecipientInquiry::ask_next() {
  if (replies_.size() == question_.recipients.size()) return command(Step::reset, "RSET\r\n");
  return command(Step::rcpt, fmt::format("RCPT TO:<{}>\r\n", question_.recipients[replies_.size()]));
}

DialogueAction RecipientInquiry::farewell(const Result<std::string>& outcome) {
  if (!outcome) return finish();
  if (std::exchange(is_sending_, false)) return receive();
  if (outcome->empty()) return finish();
  parser_.feed(*outcome);
  const auto next = parser_.next();
  if (!next) return finish();
  if (!*next) return receive();
  return step_ == Step::reset ? command(Step::quit, "QUIT\r\n") : finish();
}

DialogueAction RecipientInquiry::lost(Failure failure) {
  failure_ = std::move(failure);
  return finish();
}

DialogueAction RecipientInquiry::finish() {
  step_ = Step::done;
  return {};
}

}  // namespace cutwatch::net
