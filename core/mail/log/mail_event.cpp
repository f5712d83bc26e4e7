#include "core/mail/log/mail_event.hpp"

namespace cutwatch::mail {
namespace {

std::string_view either(const LogMessage* message, std::string LogMessage::* remembered,
                        std::string_view told) {
  return message != nullptr && !(message->*remembered).empty() ? std::string_view(message->*remembered)
                                                               : told;
}

}  // namespace

std::size_t bytes_of(const LogMessage& message) {
  std::size_t sum = message.sender ? message.sender->capacity() : 0;
  for (const auto* text :
       {&message.client_name, &message.client, &message.connected_from, &message.orig_client, &message.login,
        &message.service, &message.local_user, &message.message_id})
    sum += text->capacity();
  return sum;
}

bool is_missed(const LogMessage& message) {
  return message.is_accepted && !message.is_named && message.origin != MailOrigin::unseen;
}

void clear(LogMessage& message) {
  for (auto* text : {&message.client_name, &message.client, &message.connected_from, &message.orig_client,
                     &message.login, &message.service, &message.local_user, &message.message_id})
    text->clear();
  message.sender.reset();
  message.origin = MailOrigin::unseen;
  message.is_accepted = false;
  message.is_named = false;
  message.is_held = false;
  message.is_discarded = false;
  message.is_complete = false;
  message.accepted_at.reset();
  message.marks = {};
}

std::string_view MailEvent::client() const noexcept {
  return either(message, &LogMessage::client, line.client.address);
}

std::string_view MailEvent::client_name() const noexcept {
  return either(message, &LogMessage::client_name, line.client.name);
}

std::string_view MailEvent::peer() const noexcept {
  if (!connected_from.empty()) return connected_from;
  return either(message, &LogMessage::connected_from, client());
}

std::string_view MailEvent::login() const noexcept { return either(message, &LogMessage::login, line.login); }

MailOrigin MailEvent::origin() const noexcept {
  if (message != nullptr && message->origin != MailOrigin::unseen) return message->origin;
  return line.client.address.empty() ? MailOrigin::unseen : MailOrigin::client;
}

std::optional<std::string_view> MailEvent::sender() const noexcept {
  if (message != nullptr && message->sender) return *message->sender;
  return line.from;
}

std::string_view MailEvent::message_id() const noexcept {
  return either(message, &LogMessage::message_id, line.message_id);
}

std::string_view to_string(MailEvent::Kind kind) noexcept {
  switch (kind) {
    case MailEvent::Kind::accepted: return "accepted";
    case MailEvent::Kind::refused: return "refused";
    case MailEvent::Kind::sent: return "sent";
    case MailEvent::Kind::deferred: return "deferred";
    case MailEvent::Kind::bounced: return "bounced";
    case MailEvent::Kind::expired: return "expired";
    case MailEvent::Kind::held: return "held";
    case MailEvent::Kind::discarded: return "discarded";
    case MailEvent::Kind::ended: return "ended";
  }
  return {};
}

}  // namespace cutwatch::mail
