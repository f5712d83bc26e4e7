#include "core/mail/log/log_join.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::mail {
namespace {

/// Of one text that is remembered.
constexpr std::size_t kLongestText = 512;
/// Of a session or a message's host, with its id.
constexpr std::size_t kLongestPart = 256;
/// OpenSMTPD: an envelope's id begins with its message's.
constexpr std::size_t kMessageId = 8;

std::string_view cut(std::string_view text) { return text.substr(0, kLongestText); }

std::string_view unbracketed(std::string_view id) {
  if (id.starts_with('<')) id.remove_prefix(1);
  return id.substr(0, id.find('>'));
}

void keep_client(LogMessage& message, const LogLine& line) {
  message.origin = MailOrigin::client;
  message.client_name = cut(line.client.name);
  message.client = cut(line.client.address);
  message.orig_client = cut(line.orig_client.address);
  message.login = cut(line.login);
  message.service = cut(line.service);
}

/// Of a rule at a recipient or before, the content of the message has yet to come.
bool is_before_content(const LogLine& line) {
  const bool is_rule = line.event == LogEvent::held || line.event == LogEvent::discarded;
  return is_rule && line.daemon == "smtpd" && line.stage != "END-OF-MESSAGE";
}

/// Whether one of the counted commands, "data=1/2", was done at least once.
bool has_done(std::string_view commands, std::string_view command) {
  for (auto at = commands.find(command); at != commands.npos; at = commands.find(command, at + 1)) {
    const auto value = commands.substr(at + command.size());
    const bool is_word = at == 0 || commands[at - 1] == ' ';
    if (is_word && !value.empty() && value.front() >= '1' && value.front() <= '9') return true;
  }
  return false;
}

/// Postfix before 3.0 does not count: it is taken to have come.
bool has_sent_content(std::string_view commands) {
  return commands.find("commands=") == commands.npos || has_done(commands, "data=") ||
         has_done(commands, "bdat=");
}

std::optional<MailEvent::Kind> delivery_kind(const LogLine& line) {
  switch (line.event) {
    // The discard transport, and what is like it.
    case LogEvent::sent:
      return line.daemon == "discard" || line.is_thrown_away ? MailEvent::Kind::discarded
                                                             : MailEvent::Kind::sent;
    case LogEvent::deferred: return MailEvent::Kind::deferred;
    case LogEvent::bounced: return MailEvent::Kind::bounced;
    case LogEvent::expired: return MailEvent::Kind::expired;
    case LogEvent::discarded: return MailEvent::Kind::discarded;
    default: return std::nullopt;
  }
}

}  // namespace

LogJoin::LogJoin(LogJoinLimits limits)
    : messages_({.entries = limits.messages, .bytes = limits.bytes}),
      sessions_({.entries = limits.sessions, .bytes = limits.bytes}) {}

std::string_view LogJoin::key_of(const LogLine& line, std::string_view id) {
  key_.assign(line.host.substr(0, kLongestPart));
  key_.push_back('\0');
  key_.append(id.substr(0, kLongestPart));
  return key_;
}

std::string_view LogJoin::message_key(const LogLine& line) {
  const bool is_envelope = line.mta == Mta::opensmtpd;
  return key_of(line, is_envelope ? line.queue_id.substr(0, kMessageId) : line.queue_id);
}

/// What is remembered of the line's message; a new one where nothing is.
LogMessage& LogJoin::message_of(const LogLine& line) {
  const auto key = message_key(line);
  auto* const known = messages_.find(key);
  return known != nullptr ? *known : messages_.fresh(key);
}

std::optional<MailEvent> LogJoin::event_of(MailEvent::Kind kind, const LogLine& line) {
  MailEvent event{.kind = kind, .line = line};
  event.line.message_id = unbracketed(line.message_id);
  if (!line.queue_id.empty()) event.message = messages_.find(message_key(line));
  if (event.message != nullptr && line.to) event.message->is_named = true;
  return event;
}

std::optional<MailEvent> LogJoin::accepted(const LogLine& line, LogMessage& message) {
  message.is_accepted = true;
  message.is_named = message.is_named || line.to.has_value();
  message.accepted_at = line.time;
  messages_.settle();
  return MailEvent{.kind = MailEvent::Kind::accepted, .line = line, .message = &message};
}

std::optional<MailEvent> LogJoin::held(const LogLine& line) {
  if (line.queue_id.empty()) return event_of(MailEvent::Kind::held, line);
  auto& message = message_of(line);
  // Exim says so at each run of its queue.
  if (message.is_held) return std::nullopt;
  message.is_held = true;
  messages_.settle();
  return event_of(MailEvent::Kind::held, line);
}

/// OpenSMTPD names the client of a session at its beginning only; Postfix the one that XCLIENT told.
std::optional<MailEvent> LogJoin::refused(const LogLine& line) {
  auto event = event_of(MailEvent::Kind::refused, line);
  const auto* const session = line.mta == Mta::exim ? nullptr : session_of(line);
  if (!event || session == nullptr) return event;
  if (line.mta == Mta::opensmtpd) {
    event->line.client = {.name = session->name, .address = session->address};
  } else if (session->address != line.client.address) {
    event->connected_from = session->address;
  }
  return event;
}

std::optional<MailEvent> LogJoin::removed(const LogLine& line) {
  const auto key = message_key(line);
  auto* const known = messages_.find(key);
  if (known == nullptr) return std::nullopt;
  const bool is_told = known->marks.is_kept_here || known->marks.is_held;
  if (is_told) ended_ = *known;
  messages_.erase(key);
  if (!is_told) return std::nullopt;
  return MailEvent{.kind = MailEvent::Kind::ended, .line = line, .message = &ended_};
}

void LogJoin::keep_session(const LogLine& line) {
  auto& session = sessions_.fresh(key_of(line, line.mta == Mta::opensmtpd ? line.session : line.pid));
  session.name = cut(line.client.name);
  session.address = cut(line.client.address);
  const auto forgotten = sessions_.forgotten();
  sessions_.settle();
  // A Postfix's ends often without a line; what it tells is missed by few.
  if (line.mta == Mta::opensmtpd) lost_sessions_ += sessions_.forgotten() - forgotten;
}

const LogJoin::Session* LogJoin::session_of(const LogLine& line) {
  return sessions_.find(key_of(line, line.mta == Mta::opensmtpd ? line.session : line.pid));
}

void LogJoin::end_session(const LogLine& line) {
  sessions_.erase(key_of(line, line.mta == Mta::opensmtpd ? line.session : line.pid));
}

void LogJoin::note_set_aside(const LogLine& line) {
  auto* const session = sessions_.find(key_of(line, line.pid));
  if (session == nullptr || session->set_aside) return;
  session->set_aside = SetAside{.event = line.event,
                                .from = std::string(cut(line.from.value_or(""))),
                                .to = std::string(cut(line.to.value_or(""))),
                                .helo = std::string(cut(line.helo)),
                                .queue_id = std::string(line.queue_id.substr(0, kLongestPart))};
  sessions_.settle();
}

std::optional<MailEvent> LogJoin::end_postfix_session(const LogLine& line) {
  auto* const session = sessions_.find(key_of(line, line.pid));
  const bool has_aside = session != nullptr && session->set_aside;
  if (has_aside) aside_ = *std::exchange(session->set_aside, std::nullopt);
  end_session(line);
  return has_aside && !aside_.queue_id.empty() ? accept_set_aside(line) : std::nullopt;
}

/// Nothing more will be told of what is discarded; what is held may be released, and is no new message then.
std::optional<MailEvent> LogJoin::accept_set_aside(const LogLine& line) {
  const auto key = key_of(line, aside_.queue_id);
  auto* message = messages_.find(key);
  if (message == nullptr || message->is_accepted) return std::nullopt;
  if (aside_.event == LogEvent::discarded) {
    ended_ = *message;
    messages_.erase(key);
    message = &ended_;
  }
  if (!has_sent_content(line.commands)) return std::nullopt;
  message->is_accepted = true;
  message->is_discarded = aside_.event == LogEvent::discarded;
  message->marks.is_held = aside_.event == LogEvent::held;
  message->accepted_at = line.time;
  MailEvent event{.kind = MailEvent::Kind::accepted, .line = line, .message = message};
  event.line.queue_id = aside_.queue_id;
  event.line.from = aside_.from;
  event.line.to = aside_.to;
  event.line.helo = aside_.helo;
  return event;
}

std::optional<MailEvent> LogJoin::take(const LogLine& line) {
  if (!line.mta) return std::nullopt;
  switch (*line.mta) {
    case Mta::postfix: return take_postfix(line);
    case Mta::exim: return take_exim(line);
    case Mta::opensmtpd: return take_opensmtpd(line);
  }
  return std::nullopt;
}

/// What all servers' lines are treated alike in.
std::optional<MailEvent> LogJoin::take_other(const LogLine& line) {
  if (line.event == LogEvent::held) return held(line);
  if (line.event == LogEvent::reject) return refused(line);
  if (line.event == LogEvent::removed) return removed(line);
  const auto kind = delivery_kind(line);
  return kind ? event_of(*kind, line) : std::nullopt;
}

std::optional<MailEvent> LogJoin::take_postfix(const LogLine& line) {
  switch (line.event) {
    // One process of smtpd has one connection at a time: what connected is not always what XCLIENT says.
    case LogEvent::connect:
      if (line.daemon == "smtpd") keep_session(line);
      return std::nullopt;
    case LogEvent::disconnect: return line.daemon == "smtpd" ? end_postfix_session(line) : std::nullopt;
    case LogEvent::accept:
    case LogEvent::submitted: begin_message(line); return std::nullopt;
    case LogEvent::composed: {
      message_of(line).message_id = cut(unbracketed(line.message_id));
      messages_.settle();
      return std::nullopt;
    }
    case LogEvent::queued: return take_queued(line);
    default:
      if (is_before_content(line)) note_set_aside(line);
      note_child(line);
      return take_other(line);
  }
}

/// A filter behind the queue hands in again what has been told of; one before the queue, which has no id for
/// it yet, or another server's filter, what has not.
bool LogJoin::was_told_of(const LogLine& line) {
  if (line.orig_queue_id.empty() || line.orig_queue_id == "NOQUEUE") return false;
  return messages_.find(key_of(line, line.orig_queue_id)) != nullptr;
}

/// Short queue ids are used again: what was remembered by this one is another message's.
void LogJoin::begin_message(const LogLine& line) {
  if (line.queue_id.empty()) return;
  const bool is_again = was_told_of(line);
  auto& message = messages_.fresh(message_key(line));
  if (line.event == LogEvent::submitted) {
    message.origin = MailOrigin::local;
    message.local_user = cut(line.local_user);
    if (line.from) message.sender = cut(*line.from);
  } else {
    keep_client(message, line);
    if (is_again) message.orig_client.clear();
    auto* const session = sessions_.find(key_of(line, line.pid));
    if (session != nullptr && session->address != message.client) message.connected_from = session->address;
    if (session != nullptr && session->set_aside && session->set_aside->queue_id.empty())
      session->set_aside->queue_id = line.queue_id.substr(0, kLongestPart);
  }
  messages_.settle();
}

std::optional<MailEvent> LogJoin::take_queued(const LogLine& line) {
  const auto key = message_key(line);
  auto* const known = messages_.find(key);
  auto& message = known != nullptr ? *known : messages_.fresh(key);
  if (line.from) message.sender = cut(*line.from);
  if (known != nullptr && !message.is_accepted) return accepted(line, message);
  // A retry, of a message that was accepted before this log was followed or has been forgotten.
  message.is_accepted = true;
  messages_.settle();
  return std::nullopt;
}

void LogJoin::note_child(const LogLine& line) {
  if (line.child.empty()) return;
  const auto key = key_of(line, line.child);
  auto* const known = messages_.find(key);
  (known != nullptr ? *known : messages_.fresh(key)).origin = MailOrigin::notice;
  messages_.settle();
}

std::optional<MailEvent> LogJoin::take_exim(const LogLine& line) {
  if (line.event != LogEvent::accept) return take_other(line);
  auto& message = messages_.fresh(message_key(line));
  keep_client(message, line);
  if (line.client.address.empty()) {
    message.origin = line.from && line.from->empty() ? MailOrigin::notice : MailOrigin::local;
  }
  message.local_user = cut(line.local_user);
  if (line.from) message.sender = cut(*line.from);
  message.message_id = cut(line.message_id);
  return accepted(line, message);
}

std::optional<MailEvent> LogJoin::take_opensmtpd(const LogLine& line) {
  switch (line.event) {
    case LogEvent::connect: keep_session(line); return std::nullopt;
    case LogEvent::disconnect: end_session(line); return std::nullopt;
    case LogEvent::accept: {
      auto& message = message_of(line);
      const auto* const session = session_of(line);
      if (session != nullptr) {
        message.origin = session->address.empty() ? MailOrigin::local : MailOrigin::client;
        message.client_name = session->name;
        message.client = session->address;
      }
      message.is_complete = true;
      return complete(line, message);
    }
    case LogEvent::queued: {
      auto& message = message_of(line);
      if (line.from) message.sender = cut(*line.from);
      return complete(line, message);
    }
    default: return take_other(line);
  }
}

/// The message's line names the session, its envelopes' name the sender: both are wanted, in whatever order.
std::optional<MailEvent> LogJoin::complete(const LogLine& line, LogMessage& message) {
  if (message.is_complete && message.sender && !message.is_accepted) return accepted(line, message);
  messages_.settle();
  return std::nullopt;
}

}  // namespace cutwatch::mail
