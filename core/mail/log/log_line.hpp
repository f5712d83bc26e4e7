#pragma once
#include "core/time/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cutwatch::mail {

/// Which mail server writes a log.
enum class Mta : std::uint8_t { postfix, exim, opensmtpd };

/// "postfix", "exim", "opensmtpd": values of the config's `kind` of a log.
std::string_view to_string(Mta mta) noexcept;

/// "postfix" and the others; nullopt for any other text.
std::optional<Mta> mta_of(std::string_view name) noexcept;

/// What one line tells. The first ones are those of `decode maillog`.
enum class LogEvent : std::uint8_t {
  other,       ///< Nothing that is looked for.
  connect,     ///< Somebody connected.
  disconnect,  ///< He is gone.
  accept,      ///< Postfix: the first recipient of a message was accepted. Exim, OpenSMTPD: the message was.
  reject,      ///< A command or a message was refused, for now or for good.
  queued,      ///< Postfix: the queue manager took the message up, again at each retry.
  sent,        ///< Delivered to a mailbox or to the next host.
  deferred,    ///< Not delivered, to be tried again.
  bounced,     ///< Not delivered, given up.
  expired,     ///< Given up for its age.
  removed,     ///< Nothing is left to do for the message.
  composed,    ///< Postfix: its cleanup read the Message-ID. The message may yet be refused.
  submitted,   ///< Postfix: a program of the host itself handed it in.
  held,        ///< Put on hold: it stays until somebody releases it.
  discarded,   ///< Accepted and thrown away.
};

/// The word of `decode maillog`: "other" for what is beyond its words.
std::string_view to_string(LogEvent event) noexcept;

/// A host as a line names it. The name is what the server found by reverse lookup ("unknown" as written), or
/// the host it meant to reach; never what HELO claimed.
struct LogHost {
  std::string_view name;
  std::string_view address;  ///< Without brackets, "IPv6:" and zone; empty where none is told or it is none.
  std::uint16_t port = 0;    ///< 0: not told.
  friend bool operator==(const LogHost&, const LogHost&) = default;
};

/// What one line of a mail server's log says. The views are parts of the line: any bytes, an attacker's.
/// Empty views and zeros are what the line does not say.
struct LogLine {
  std::optional<WallTime> time;
  std::optional<Mta> mta;     ///< nullopt: another program's line.
  std::string_view host;      ///< That the line was logged on.
  std::string_view instance;  ///< Of Postfix: "postfix", "postfix-in".
  std::string_view service;   ///< What stands between the instance and the daemon: "submission", "relay".
  std::string_view daemon;    ///< "smtpd"; "exim".
  std::string_view pid;
  LogEvent event = LogEvent::other;
  std::string_view
      queue_id;              ///< OpenSMTPD: a message's id (8 digits) or an envelope's, which begins with it.
  std::string_view session;  ///< OpenSMTPD.
  LogHost client;            ///< Who connected, as the server saw it or as XCLIENT and haproxy told it.
  LogHost orig_client;       ///< Postfix, XFORWARD: whom a content filter had it from.
  /// Postfix, XFORWARD: what the server called the message when the filter had it; "NOQUEUE".
  std::string_view orig_queue_id;
  LogHost relay;                         ///< Where it was delivered to; the name may be "virtual" or "local".
  std::optional<std::string_view> from;  ///< Without <>. "": the null sender.
  std::optional<std::string_view> to;
  /// Whom it was for before the server rewrote or expanded that: Postfix's "orig_to", what Exim writes in
  /// brackets behind the address, OpenSMTPD's "rcpt".
  std::optional<std::string_view> orig_to;
  std::string_view transport;    ///< Exim: what delivers; OpenSMTPD: "mta" or "mda".
  std::string_view message_id;   ///< As written: Exim leaves the <> away.
  std::string_view dsn;          ///< RFC 3463.
  std::string_view status;       ///< Postfix: the word after "status="; OpenSMTPD: after "result=".
  std::string_view reply;        ///< What was answered, or the reason. Without "(in reply to ...)".
  std::uint8_t reply_class = 0;  ///< 2, 4, 5: of the dsn, else of the reply's code, else of the words.
  std::string_view stage;        ///< Of a refusal: "RCPT", "END-OF-MESSAGE", "header".
  std::string_view login;        ///< Who authenticated himself.
  std::string_view protocol;     ///< "ESMTP", "esmtpsa", "local".
  std::string_view helo;         ///< What a refused client claimed to be.
  std::string_view local_user;   ///< The uid or name of the user whose program handed a message in.
  std::string_view child;        ///< The queue id of the notice that was made of this message.
  std::string_view commands;     ///< Postfix, of a connection that ended: "ehlo=1 mail=1 rcpt=0/1 quit=1".
  std::optional<double> delay;   ///< Seconds since the message came.
  /// Delivered to nobody, though it says "=>": Exim's ":blackhole:", and what its ACLs discard.
  bool is_thrown_away = false;
  /// Postfix's seconds before the queue manager, in it, to set the connection up, to send.
  std::optional<std::array<double, 4>> delays;
};

}  // namespace cutwatch::mail
