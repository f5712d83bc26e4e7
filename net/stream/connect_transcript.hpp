#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/mail_server.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "core/time/time.hpp"
#include "net/smtp/reply_parser.hpp"
#include "net/stream/mail_connector.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// Listens to what libcurl says and hears before it hands a connection over, and draws the facts from it:
/// nothing else tells the reply that ended it, the phase times, the banner or the capabilities. A value
/// without I/O or clock. No command is ever stored, and of replies to a log-in only the codes: a server may
/// repeat what it was given.
class ConnectTranscript {
 public:
  ConnectTranscript(MailProtocol protocol, mail::TlsMode tls, SteadyTime started)
      : protocol_(protocol), tls_(tls), started_(started) {}

  /// A command left. Only its verb is looked at.
  void sent(std::string_view command, SteadyTime at);

  /// A line came, with its line end. Errors: malformed (not a reply, or more bytes than a connection may
  /// take).
  Result<void> received(std::string_view line, SteadyTime at);

  /// What libcurl alone knows, counted from the start; zero when that was not reached.
  struct Reached {
    Micros connected{};
    Micros encrypted{};
  };
  ConnectFacts facts(Reached reached) const;

  /// IMAP: the status that ended the last command, such as "NO [UNAVAILABLE]", or the text of a BYE.
  const std::string& imap_status() const { return imap_status_; }
  /// Whether the server said itself that it cannot serve just now (RFC 5530 §3), so that a failed log-in
  /// proves nothing about the credentials.
  bool is_imap_unavailable() const;
  bool has_tried_auth() const { return has_tried_auth_; }
  bool is_starttls_accepted() const { return is_starttls_accepted_; }

 private:
  enum class Step : std::uint8_t { banner, ehlo, starttls, auth, idle };

  Step step_of(std::string_view command) const;
  Result<void> received_smtp(std::string_view line, SteadyTime at);
  Result<void> received_imap(std::string_view line, SteadyTime at);
  void hear_ehlo(std::string_view text);
  void collect_capability(std::string_view line);
  void set_imap_status(std::string_view status);
  void step_ended(bool is_positive, SteadyTime at);
  mail::SmtpPhase current_phase(Reached reached) const;
  Micros since_start(SteadyTime at) const;

  MailProtocol protocol_;
  mail::TlsMode tls_;
  SteadyTime started_;
  Step step_ = Step::banner;
  SteadyTime step_began_ = started_;
  std::size_t bytes_ = 0;
  SmtpReplyParser parser_;
  std::optional<mail::SmtpReply> reply_;
  std::string banner_;
  std::string ehlo_line_;
  std::string imap_status_;
  std::string tag_;  ///< IMAP: of our last command outside a log-in.
  std::vector<std::string> capabilities_;
  std::size_t reply_lines_ = 0;
  std::optional<SteadyTime> banner_at_;
  std::optional<Micros> ehlo_;
  std::optional<SteadyTime> starttls_sent_;
  std::optional<Micros> auth_;
  bool is_authenticated_ = false;
  bool is_starttls_accepted_ = false;
  bool has_tried_auth_ = false;
};

}  // namespace cutwatch::net
