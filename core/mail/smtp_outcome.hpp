#pragma once
#include "core/address/ip_address.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// The parts of an SMTP transaction whose time is measured; values of the `smtp_phase` label.
enum class SmtpPhase : std::uint8_t { connect, banner, ehlo, tls, auth, mail, rcpt, data, body };

inline constexpr std::array kSmtpPhases{SmtpPhase::connect, SmtpPhase::banner, SmtpPhase::ehlo,
                                        SmtpPhase::tls,     SmtpPhase::auth,   SmtpPhase::mail,
                                        SmtpPhase::rcpt,    SmtpPhase::data,   SmtpPhase::body};

std::string_view to_string(SmtpPhase phase) noexcept;

/// A server's reply (RFC 5321 §4.2). The enhanced code is RFC 3463's, where the text begins with one.
struct SmtpReply {
  int code = 0;               ///< 200 to 599
  std::string enhanced_code;  ///< "5.7.1"; empty when there is none
  std::string text;           ///< All lines, without the codes; printable ASCII.
  friend bool operator==(const SmtpReply&, const SmtpReply&) = default;

  bool is_positive() const { return code >= 200 && code < 400; }
  bool is_transient() const { return code >= 400 && code < 500; }
  bool is_permanent() const { return code >= 500; }
};

/// What became of a message at the first server.
enum class SmtpDisposition : std::uint8_t {
  accepted,  ///< 250 after the final dot: proves nothing but that the server took it
  deferred,  ///< a 4xx reply: may be sent again later
  refused,   ///< a 5xx reply: final
  not_sent,  ///< no transaction came about (connection, TLS, authentication): may be sent again later
  unknown,   ///< the connection was lost after the final dot: only the mailbox can tell
};

std::string_view to_string(SmtpDisposition disposition) noexcept;

struct SmtpPhaseTime {
  SmtpPhase phase;
  Micros duration{};
  friend bool operator==(const SmtpPhaseTime&, const SmtpPhaseTime&) = default;
};

/// One attempt to hand a message over.
struct SmtpAttempt {
  SmtpDisposition disposition = SmtpDisposition::not_sent;
  SmtpPhase ended_in = SmtpPhase::connect;  ///< The phase of the deciding reply or failure.
  std::optional<SmtpReply> reply;           ///< The reply that decided, if one did.
  std::optional<Failure> failure;           ///< Why it ended without a reply.
  std::vector<SmtpPhaseTime> phases;        ///< Those that were passed, in order.
  std::optional<WallTime> accepted;         ///< When the final 250 came, if it did.
  std::string queue_id;  ///< The id in the server's final reply ("queued as ..."); empty if none.
  std::optional<WallTime> certificate_not_after;
  bool is_certificate_valid = false;  ///< The chain and the name were proven.
  /// The server was asked to report the delivery, and offers to (DSN, RFC 3461).
  bool is_report_promised = false;
  bool is_seven_bit = false;  ///< Without 8BITMIME at the server, a text for it was sent in another form.
  std::optional<Endpoint> server{};  ///< Who had a word to say, of several that were tried; none: nobody.
  friend bool operator==(const SmtpAttempt&, const SmtpAttempt&) = default;
};

}  // namespace cutwatch::mail
