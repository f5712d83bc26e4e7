#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/mail_server.hpp"
#include "core/mail/smtp_outcome.hpp"
#include "core/time/time.hpp"
#include "net/stream/stream.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::net {

/// Which conversation is opened.
enum class MailProtocol : std::uint8_t { smtp, imap };

/// Is told each part of an SMTP transaction as it ends, with its time. An EHLO that STARTTLS makes necessary
/// again is told with the time of both. For who looks on while a message goes out; an attempt has all of them
/// at last.
using PhaseListener = std::function<void(const mail::SmtpPhaseTime&)>;

/// What was said before the dialogue proper could begin. IMAP uses the words of SMTP: banner is the greeting,
/// ehlo the CAPABILITY command, auth the log-in. Values; every text is printable ASCII and none holds a byte
/// of a credential.
struct ConnectFacts {
  std::vector<mail::SmtpPhaseTime> phases;  ///< Those that were passed, in order; both EHLOs in one.
  mail::SmtpPhase ended_in =
      mail::SmtpPhase::connect;          ///< The phase of the failure; the last one passed otherwise.
  std::optional<mail::SmtpReply> reply;  ///< SMTP: the last reply. One to AUTH comes without its text.
  std::string banner;                    ///< The greeting's first line, without its code.
  std::string ehlo;  ///< SMTP: the first line of the last answer to EHLO or HELO, without its code.
  /// The last EHLO's (after STARTTLS: the second's) or CAPABILITY's, upper case: "SIZE 10240000", "8BITMIME".
  std::vector<std::string> capabilities;
  bool is_encrypted = false;
  bool is_authenticated = false;  ///< By our log-in, or because an IMAP server took us for granted (PREAUTH).
  bool is_certificate_valid = false;  ///< The chain and the name were proven.
  std::optional<WallTime> certificate_not_after;
  friend bool operator==(const ConnectFacts&, const ConnectFacts&) = default;
};

/// A connection ready for the first command of the dialogue, or why there is none.
struct Connection {
  /// Errors: timeout · refused (port closed, connection reset) · unreachable · tls · auth · malformed,
  /// protocol (see `facts.reply`, when the server replied) · cancelled. The detail names the address and what
  /// was expected.
  Result<std::unique_ptr<Stream>> stream = fail(FailureKind::cancelled);
  ConnectFacts facts;
};

/// Opens mail conversations: greeting, EHLO, STARTTLS and AUTH are behind the caller when it gets the stream.
class MailConnector {
 public:
  virtual ~MailConnector() = default;

  /// Dials `server.endpoint`; `ehlo_name` is how we call ourselves (SMTP only). Waits at most until
  /// `deadline`. Credentials leave only inside TLS whose certificate is proven, or to a loopback address.
  virtual asio::awaitable<Connection> connect(mail::MailServer server, MailProtocol protocol,
                                              std::string ehlo_name, SteadyTime deadline) = 0;

  /// The address that connections to the server leave from: its own `source`, else the system's choice;
  /// nullopt where that is not known. Sends nothing.
  virtual std::optional<IpAddress> leaves_from(const mail::MailServer& server) const { return server.source; }
};

}  // namespace cutwatch::net
