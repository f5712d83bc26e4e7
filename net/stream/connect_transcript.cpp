#include "net/stream/connect_transcript.hpp"

#include "core/text/printable.hpp"
#include "net/stream/line_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::net {
namespace {

/// A greeting, two EHLOs and a log-in of the most talkative servers seen take less than 4 KiB.
constexpr std::size_t kMaxConnectBytes = 64 * 1024;
constexpr std::size_t kMaxCapabilities = 200;

/// The response codes that say why a log-in failed (RFC 5530 §3). Another word in the brackets could be
/// anything.
constexpr std::array<std::string_view, 8> kLoginCodes{"UNAVAILABLE",
                                                      "AUTHENTICATIONFAILED",
                                                      "AUTHORIZATIONFAILED",
                                                      "EXPIRED",
                                                      "PRIVACYREQUIRED",
                                                      "CONTACTADMIN",
                                                      "INUSE",
                                                      "LIMIT"};

/// "NO [CODE]" of "NO [CODE] free text", where the code is a known one; "NO" otherwise.
std::string status_without_text(std::string_view status) {
  const std::string_view word = take_word(status);
  for (const std::string_view code : kLoginCodes) {
    if (status.starts_with('[') && status.substr(1).starts_with(code) &&
        status.substr(code.size() + 1).starts_with(']')) {
      return printable(word, 8).append(" [").append(code).append("]");
    }
  }
  return printable(word, 8);
}

}  // namespace

ConnectTranscript::Step ConnectTranscript::step_of(std::string_view command) const {
  command = without_line_end(command);
  if (protocol_ == MailProtocol::imap) take_word(command);  // the tag
  const std::string_view verb = take_word(command);
  if (verb == "EHLO" || verb == "HELO" || verb == "CAPABILITY") return Step::ehlo;
  if (verb == "STARTTLS") return Step::starttls;
  if (verb == "AUTH" || verb == "AUTHENTICATE" || verb == "LOGIN") return Step::auth;
  return Step::idle;
}

void ConnectTranscript::sent(std::string_view command, SteadyTime at) {
  if (step_ == Step::auth) return;  // What goes on inside a log-in is the credentials themselves.
  step_ = step_of(command);
  if (protocol_ == MailProtocol::imap) tag_ = take_word(command);
  step_began_ = at;
  if (step_ == Step::ehlo) capabilities_.clear();
  if (step_ == Step::starttls) starttls_sent_ = at;
  if (step_ == Step::auth) has_tried_auth_ = true;
}

Result<void> ConnectTranscript::received(std::string_view line, SteadyTime at) {
  bytes_ += line.size();
  if (bytes_ > kMaxConnectBytes)
    return fail(FailureKind::malformed, "more than 64 KiB before the first command");
  return protocol_ == MailProtocol::smtp ? received_smtp(line, at) : received_imap(line, at);
}

Result<void> ConnectTranscript::received_smtp(std::string_view line, SteadyTime at) {
  parser_.feed(line);
  const auto next = parser_.next();
  if (!next) return std::unexpected(next.error());
  const std::optional<mail::SmtpReply> reply = *next;
  const std::string_view text = without_line_end(line.substr(std::min<std::size_t>(4, line.size())));
  if (step_ == Step::banner && banner_.empty()) banner_ = printable(text);
  if (step_ == Step::ehlo) hear_ehlo(text);
  if (!reply) return {};
  reply_lines_ = 0;
  reply_ = reply;
  if (step_ == Step::auth) {
    reply_->text = "(withheld)";
    if (reply_->code == 334) return {};  // a challenge, RFC 4954 §4
  }
  step_ended(reply_->is_positive(), at);
  return {};
}

Result<void> ConnectTranscript::received_imap(std::string_view line, SteadyTime at) {
  std::string_view rest = without_line_end(line);
  const std::string_view tag = take_word(rest);
  if (tag == "+") return {};
  const bool is_greeting = step_ == Step::banner;
  if (tag == "*" && rest.starts_with("BYE")) set_imap_status(rest);
  if (tag == "*" && !is_greeting) {
    if (step_ != Step::ehlo || take_word(rest) != "CAPABILITY") return {};
    while (!rest.empty()) collect_capability(take_word(rest));
    return {};
  }
  if (is_greeting && tag != "*")
    return fail(FailureKind::malformed, "not an IMAP greeting: " + printable(without_line_end(line), 80));
  if (!is_greeting && tag != tag_)
    return fail(FailureKind::malformed, "a reply to no command of ours: " + printable(tag, 32));
  const bool is_positive = rest.starts_with("OK") || rest.starts_with("PREAUTH");
  if (is_greeting) {
    std::string_view text = rest;
    take_word(text);
    banner_ = printable(text);
    is_authenticated_ = rest.starts_with("PREAUTH");
  }
  set_imap_status(rest);
  step_ended(is_positive, at);
  return {};
}

/// The first line names the server, each further one a capability (RFC 5321 §4.1.1.1).
void ConnectTranscript::hear_ehlo(std::string_view text) {
  if (reply_lines_++ == 0) {
    ehlo_line_ = printable(text);
  } else {
    collect_capability(text);
  }
}

void ConnectTranscript::collect_capability(std::string_view text) {
  if (!text.empty() && capabilities_.size() < kMaxCapabilities)
    capabilities_.push_back(printable(upper(text)));
}

void ConnectTranscript::set_imap_status(std::string_view status) {
  imap_status_ = has_tried_auth_ ? status_without_text(status) : printable(status);
}

bool ConnectTranscript::is_imap_unavailable() const {
  return imap_status_.find("[UNAVAILABLE]") != std::string::npos ||
         imap_status_.find("[INUSE]") != std::string::npos ||
         imap_status_.find("[LIMIT]") != std::string::npos || imap_status_.starts_with("BYE");
}

void ConnectTranscript::step_ended(bool is_positive, SteadyTime at) {
  const auto took = std::chrono::duration_cast<Micros>(at - step_began_);
  switch (step_) {
    case Step::banner:
      if (is_positive) banner_at_ = at;
      break;
    case Step::ehlo:
      if (is_positive) {
        ehlo_ = ehlo_.value_or(Micros{}) + took;
      } else {
        capabilities_.clear();
      }
      break;
    case Step::starttls:
      is_starttls_accepted_ = is_positive;
      if (is_positive) capabilities_.clear();  // RFC 3207 §4.2: forget what was said in clear.
      break;
    case Step::auth:
      if (is_positive) auth_ = took;
      is_authenticated_ = is_positive;
      break;
    case Step::idle: break;
  }
  if (is_positive || step_ == Step::auth) step_ = Step::idle;
}

Micros ConnectTranscript::since_start(SteadyTime at) const {
  return std::chrono::duration_cast<Micros>(at - started_);
}

mail::SmtpPhase ConnectTranscript::current_phase(Reached reached) const {
  using mail::SmtpPhase;
  if (!banner_at_) {
    if (reached.connected == Micros{} && !reply_) return SmtpPhase::connect;
    return tls_ == mail::TlsMode::implicit && reached.encrypted == Micros{} ? SmtpPhase::tls
                                                                            : SmtpPhase::banner;
  }
  if (has_tried_auth_) return SmtpPhase::auth;
  const bool is_negotiating =
      starttls_sent_ && reached.encrypted == Micros{} && (step_ == Step::starttls || is_starttls_accepted_);
  return is_negotiating ? SmtpPhase::tls : SmtpPhase::ehlo;
}

ConnectFacts ConnectTranscript::facts(Reached reached) const {
  using mail::SmtpPhase;
  constexpr Micros kNone{};
  ConnectFacts facts;
  facts.ended_in = current_phase(reached);
  facts.reply = reply_;
  facts.banner = banner_;
  facts.ehlo = ehlo_line_;
  facts.capabilities = capabilities_;
  facts.is_encrypted = reached.encrypted > kNone;
  facts.is_authenticated = is_authenticated_;
  const auto passed = [&](SmtpPhase phase, Micros took) {
    facts.phases.push_back({phase, std::max(took, kNone)});
  };
  const bool is_implicit = tls_ == mail::TlsMode::implicit;
  if (reached.connected > kNone) passed(SmtpPhase::connect, reached.connected);
  if (is_implicit && facts.is_encrypted) passed(SmtpPhase::tls, reached.encrypted - reached.connected);
  if (banner_at_)
    passed(SmtpPhase::banner,
           since_start(*banner_at_) - std::max(reached.connected, is_implicit ? reached.encrypted : kNone));
  if (ehlo_) passed(SmtpPhase::ehlo, *ehlo_);
  if (starttls_sent_ && facts.is_encrypted)
    passed(SmtpPhase::tls, reached.encrypted - since_start(*starttls_sent_));
  if (auth_) passed(SmtpPhase::auth, *auth_);
  return facts;
}

}  // namespace cutwatch::net
