#include "net/smtp/transaction.hpp"

#include "core/mail/xtext.hpp"
#include "core/text/ascii.hpp"
#include "core/text/printable.hpp"
#include "net/smtp/queue_id.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::net {
namespace {

using mail::SmtpDisposition;
using mail::SmtpPhase;
using mail::SmtpReply;
using Kind = DialogueAction::Kind;
using Patience = DialogueAction::Patience;

constexpr std::size_t kMaxAddress = 254;

constexpr std::size_t kMaxEnvelopeId = 100;

bool is_id_char(char c) { return is_alphanumeric(c) || c == '.' || c == '-'; }

bool is_address_char(char c) { return c > 0x20 && c < 0x7f && c != '<' && c != '>'; }

bool is_offered(std::span<const std::string> capabilities, std::string_view keyword) {
  return std::ranges::any_of(capabilities, [&](std::string_view line) {
    return line.starts_with(keyword) && (line.size() == keyword.size() || line[keyword.size()] == ' ');
  });
}

/// The replies that let the transaction go on (RFC 5321 §4.3.2).
bool is_expected(SmtpPhase phase, int code) {
  return phase == SmtpPhase::data ? code == 354 : code / 100 == 2;
}

}  // namespace

Result<void> check_envelope(const Envelope& envelope) {
  for (const std::string& address : {envelope.from, envelope.to}) {
    if (address.size() > kMaxAddress || !std::ranges::all_of(address, is_address_char)) {
      return fail(FailureKind::malformed, "not an address to send: " + printable(address, 80));
    }
  }
  const auto& id = envelope.envelope_id;
  if (id.size() > kMaxEnvelopeId || !std::ranges::all_of(id, is_id_char))
    return fail(FailureKind::malformed, "not an envelope id: " + printable(id, 80));
  if (envelope.to.empty()) return fail(FailureKind::malformed, "no recipient");
  return {};
}

bool takes_eight_bit(std::span<const std::string> capabilities) {
  return is_offered(capabilities, "8BITMIME");
}

Transaction::Transaction(const Envelope& envelope, std::string_view message,
                         std::span<const std::string> capabilities, Extent extent)
    : envelope_(envelope), text_(message_text(message)), extent_(extent) {
  if (auto checked = check_envelope(envelope); !checked) refusal_ = checked.error();
  if (extent_ == Extent::recipient) return;
  if (is_offered(capabilities, "SIZE")) mail_parameters_ += fmt::format(" SIZE={}", text_.size);
  if (!envelope.envelope_id.empty() && is_offered(capabilities, "DSN")) {
    mail_parameters_ += " RET=HDRS ENVID=" + envelope.envelope_id;
    recipient_parameters_ =
        fmt::format(" NOTIFY={}FAILURE,DELAY ORCPT=rfc822;{}", envelope.asks_for_success ? "SUCCESS," : "",
                    mail::xtext_encoded(envelope.to));
    attempt_.is_report_promised = envelope.asks_for_success;
  }
  if (!text_.has_eight_bit) return;
  if (takes_eight_bit(capabilities)) {
    mail_parameters_ += " BODY=8BITMIME";
  } else {
    refusal_ = Failure{.kind = FailureKind::protocol,
                       .detail = "the message has 8-bit bytes, the server no 8BITMIME (RFC 6152 §3)"};
  }
}

DialogueAction Transaction::resume(const Result<std::string>& outcome, SteadyTime now) {
  if (step_ == Step::done) return finish();
  if (step_ == Step::start) return begin(now);
  if (is_parting()) return farewell(outcome, now);
  if (!outcome) return lost(outcome.error());
  if (step_ == Step::departure) return command(Step::body, text_.bytes, now);
  if (std::exchange(is_sending_, false)) return receive();
  if (outcome->empty())
    return lost({.kind = FailureKind::protocol, .detail = "connection closed by the server"});
  parser_.feed(*outcome);
  const auto next = parser_.next();
  if (!next) return lost(next.error());
  return *next ? replied(**next, now) : receive();
}

DialogueAction Transaction::begin(SteadyTime now) {
  if (refusal_) {
    attempt_.ended_in = SmtpPhase::mail;
    return lost(*refusal_);
  }
  return command(Step::mail, fmt::format("MAIL FROM:<{}>{}\r\n", envelope_.from, mail_parameters_), now);
}

DialogueAction Transaction::command(Step step, std::string bytes, SteadyTime now) {
  step_ = step;
  step_began_ = now;
  is_sending_ = true;
  return {.kind = Kind::send,
          .bytes = std::move(bytes),
          .patience = is_parting() ? Patience::farewell : Patience::whole};
}

DialogueAction Transaction::receive() const {
  return {
      .kind = Kind::receive, .bytes = {}, .patience = is_parting() ? Patience::farewell : Patience::whole};
}

DialogueAction Transaction::replied(const SmtpReply& reply, SteadyTime now) {
  if (reply.is_transient()) return decide(SmtpDisposition::deferred, reply, now);
  if (reply.is_permanent()) return decide(SmtpDisposition::refused, reply, now);
  if (!is_expected(phase(), reply.code)) {
    return lost({.kind = FailureKind::protocol,
                 .detail = fmt::format("unexpected reply: {} {}", reply.code, reply.text)});
  }
  const bool is_last = step_ == Step::body || (step_ == Step::rcpt && extent_ == Extent::recipient);
  if (is_last) return decide(SmtpDisposition::accepted, reply, now);
  // A reply to a command not yet given would be taken for the reply to the next one.
  if (parser_.has_more())
    return lost({.kind = FailureKind::protocol, .detail = "the server spoke out of turn"});
  attempt_.phases.push_back({phase(), std::chrono::duration_cast<Micros>(now - step_began_)});
  return proceed(now);
}

DialogueAction Transaction::proceed(SteadyTime now) {
  if (step_ == Step::mail) {
    auto rcpt = fmt::format("RCPT TO:<{}>{}\r\n", envelope_.to, recipient_parameters_);
    return command(Step::rcpt, std::move(rcpt), now);
  }
  if (step_ == Step::rcpt) return command(Step::data, "DATA\r\n", now);
  // Until here the message has certainly not been taken; from the text on the server may have taken it.
  step_ = Step::departure;
  return {.kind = Kind::confirm};
}

DialogueAction Transaction::decide(SmtpDisposition disposition, const SmtpReply& reply, SteadyTime now) {
  attempt_.phases.push_back({phase(), std::chrono::duration_cast<Micros>(now - step_began_)});
  attempt_.disposition = disposition;
  attempt_.ended_in = phase();
  attempt_.reply = reply;
  const bool is_accepted = disposition == SmtpDisposition::accepted;
  if (is_accepted && step_ == Step::body) {
    attempt_.queue_id = queue_id_of(reply.text);
    accepted_ = now;
  }
  if (reply.code == 421) return finish();  // The server closes (RFC 5321 §4.2.2).
  if (is_accepted && extent_ == Extent::recipient) return command(Step::reset, "RSET\r\n", now);
  return command(Step::quit, "QUIT\r\n", now);
}

DialogueAction Transaction::lost(Failure failure) {
  if (step_ != Step::start) attempt_.ended_in = phase();
  // While the text is being sent its last byte, the end of data, has not left: a send that fails has sent
  // less than all.
  const bool has_left = step_ == Step::body && !is_sending_;
  attempt_.disposition = has_left ? SmtpDisposition::unknown : SmtpDisposition::not_sent;
  attempt_.failure = std::move(failure);
  return finish();
}

DialogueAction Transaction::farewell(const Result<std::string>& outcome, SteadyTime now) {
  if (!outcome) return finish();
  if (std::exchange(is_sending_, false)) return receive();
  if (outcome->empty()) return finish();
  parser_.feed(*outcome);
  const auto next = parser_.next();
  if (!next) return finish();
  if (!*next) return receive();
  return step_ == Step::reset ? command(Step::quit, "QUIT\r\n", now) : finish();
}

DialogueAction Transaction::finish() {
  step_ = Step::done;
  return {};
}

SmtpPhase Transaction::phase() const {
  switch (step_) {
    case Step::start:
    case Step::mail: return SmtpPhase::mail;
    case Step::rcpt: return SmtpPhase::rcpt;
    case Step::data:
    case Step::departure: return SmtpPhase::data;
    case Step::body:
    case Step::reset:
    case Step::quit:
    case Step::done: return SmtpPhase::body;
  }
  std::unreachable();
}

}  // namespace cutwatch::net
