#pragma once
#include "core/mail/log/log_line.hpp"
#include "core/mail/log/mail_event.hpp"
#include "core/mail/log/recent_map.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// How much a join remembers.
struct LogJoinLimits {
  std::size_t messages = 100'000;
  std::size_t bytes = 64 * 1024 * 1024;
  std::size_t sessions = 10'000;
};

/// Puts the lines of a log together by host and queue id, never by process: one serves many clients at a time
/// of the log. What is remembered is bounded; the messages that were longest not spoken of are forgotten
/// first.
///
/// A message of Postfix is accepted when its queue manager first has it, not at "client=", which is logged at
/// the first recipient: what was only tried is no mail. Each retry says the same again, which is no second
/// message, nor is the first that is seen of a message from before the log was followed. What a rule holds or
/// discards at a recipient comes to no queue manager then: it is accepted when its connection ends, if the
/// content was sent (of several of a connection the first is told).
class LogJoin {
 public:
  explicit LogJoin(LogJoinLimits limits = {});

  /// What this line, in the order of the log, tells of a message. The event's views are good as long as the
  /// line is, its `message` until the next call.
  std::optional<MailEvent> take(const LogLine& line);

  std::size_t messages() const noexcept { return messages_.size(); }
  /// What all that is remembered takes, about.
  std::size_t bytes() const noexcept { return messages_.bytes() + sessions_.bytes(); }
  /// How many messages were forgotten for want of room of which nobody will know whom they were for or who
  /// handed them in, the sessions of OpenSMTPD that go with them included. What was only tried, and what was
  /// told of a recipient, is no loss.
  std::uint64_t forgotten() const noexcept { return messages_.lost() + lost_sessions_; }

 private:
  /// What a rule of Postfix did to a message before its content came.
  struct SetAside {
    LogEvent event = LogEvent::held;  ///< Or discarded.
    std::string from;
    std::string to;
    std::string helo;
    std::string queue_id;  ///< Empty until the message has one.
    std::size_t bytes() const {
      return from.capacity() + to.capacity() + helo.capacity() + queue_id.capacity();
    }
  };

  /// Of a connection: who is at its other end.
  struct Session {
    std::string name;
    std::string address;
    std::optional<SetAside> set_aside;  ///< The first.
    friend std::size_t bytes_of(const Session& session) {
      const auto aside = session.set_aside ? session.set_aside->bytes() : 0;
      return session.name.capacity() + session.address.capacity() + aside;
    }
    friend bool is_missed(const Session&) { return false; }
    friend void clear(Session& session) {
      session.name.clear();
      session.address.clear();
      session.set_aside.reset();
    }
  };

  std::string_view key_of(const LogLine& line, std::string_view id);
  std::string_view message_key(const LogLine& line);
  LogMessage& message_of(const LogLine& line);
  std::optional<MailEvent> event_of(MailEvent::Kind kind, const LogLine& line);
  std::optional<MailEvent> accepted(const LogLine& line, LogMessage& message);
  std::optional<MailEvent> held(const LogLine& line);
  std::optional<MailEvent> refused(const LogLine& line);
  std::optional<MailEvent> removed(const LogLine& line);

  void keep_session(const LogLine& line);
  const Session* session_of(const LogLine& line);
  void end_session(const LogLine& line);
  void note_set_aside(const LogLine& line);
  std::optional<MailEvent> end_postfix_session(const LogLine& line);
  std::optional<MailEvent> accept_set_aside(const LogLine& line);

  std::optional<MailEvent> take_other(const LogLine& line);
  std::optional<MailEvent> take_postfix(const LogLine& line);
  std::optional<MailEvent> take_queued(const LogLine& line);
  bool was_told_of(const LogLine& line);
  void begin_message(const LogLine& line);
  void note_child(const LogLine& line);
  std::optional<MailEvent> take_exim(const LogLine& line);
  std::optional<MailEvent> take_opensmtpd(const LogLine& line);
  std::optional<MailEvent> complete(const LogLine& line, LogMessage& message);

  RecentMap<LogMessage> messages_;
  RecentMap<Session> sessions_;
  std::uint64_t lost_sessions_ = 0;
  std::string key_;   ///< Its memory is used again.
  LogMessage ended_;  ///< The last to be told of as ended.
  SetAside aside_;    ///< The last to be told of as accepted.
};

}  // namespace cutwatch::mail
