#pragma once
#include "core/mail/log/log_line.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// Who handed a message in.
enum class MailOrigin : std::uint8_t {
  unseen,  ///< Not told: the line that says it was not seen, or the server made the message itself.
  client,  ///< A host that connected.
  local,   ///< A program of the host itself, by pickup or a local socket.
  notice,  ///< The server: a bounce or another notice.
};

/// What is remembered of a message while its server has it. All text is an attacker's, cut where it is long.
struct LogMessage {
  MailOrigin origin = MailOrigin::unseen;
  std::string client_name;  ///< By reverse lookup; "unknown".
  std::string client;       ///< The address that the server took for the client's.
  /// The address that connected, where XCLIENT told another one as the client's: the proxy's, say. Else
  /// empty.
  std::string connected_from;
  /// XFORWARD: whom a filter had it from that had it before the server did; empty where it had it from the
  /// server, so that the message was told of before, under another id.
  std::string orig_client;
  std::string login;
  std::string service;     ///< "submission".
  std::string local_user;  ///< "uid" or name.
  std::optional<std::string> sender;
  std::string message_id;  ///< Without <>.
  bool is_accepted = false;
  bool is_named = false;  ///< A line has told a recipient.
  bool is_held = false;
  bool is_discarded = false;  ///< Postfix, by a rule before its content: no Message-ID is ever logged.
  bool is_complete = false;   ///< OpenSMTPD: its size was told; its envelopes may follow or have been.
  std::optional<WallTime> accepted_at;  ///< By the line that told it.
  /// What whoever takes the events has made of the message so far.
  struct Marks {
    bool is_for_domain = false;  ///< It names a recipient who is looked for.
    bool is_arrival_counted = false;
    bool is_kept_here = false;  ///< Delivered on the server itself: that it is done with is told, too.
    bool is_passed_on = false;  ///< To another server.
    bool is_held = false;       ///< It was counted as held, and not yet as released.
  } marks;
};

/// What its texts take beyond the value itself.
std::size_t bytes_of(const LogMessage& message);

/// Whether it is a loss if it is forgotten: the server has it, and for whom was not told yet.
bool is_missed(const LogMessage& message);

/// As new, its memory kept.
void clear(LogMessage& message);

/// What a log tells of a message, once its lines are put together.
struct MailEvent {
  enum class Kind : std::uint8_t {
    accepted,  ///< The server has it and answers for it; told once.
    refused,   ///< A command or the message was answered with 4xx or 5xx (`line.reply_class`, `line.stage`).
    sent,      ///< For one recipient, as the next ones.
    deferred,
    bounced,
    expired,  ///< Postfix names no recipient.
    held,     ///< Told once.
    discarded,
    ended,  ///< The server has nothing left to do for it; told of those that are marked as kept there or
            ///< held.
  };

  Kind kind = Kind::accepted;
  LogLine line;  ///< The line that told it last.
  /// nullptr where nothing is remembered: it was handed in before the log was followed, or is forgotten.
  LogMessage* message = nullptr;
  /// Of a refusal: who connected, where XCLIENT told another address as the client's. Else empty.
  std::string_view connected_from;

  /// The client's address as the server took it; empty where none is told.
  std::string_view client() const noexcept;
  std::string_view client_name() const noexcept;
  /// Who connected: the client, or the host that gave another as the client by XCLIENT.
  std::string_view peer() const noexcept;
  std::string_view login() const noexcept;
  MailOrigin origin() const noexcept;
  /// nullopt: not told; "" is the null sender.
  std::optional<std::string_view> sender() const noexcept;
  std::string_view message_id() const noexcept;  ///< Without <>.
};

/// "accepted" and the others.
std::string_view to_string(MailEvent::Kind kind) noexcept;

}  // namespace cutwatch::mail
