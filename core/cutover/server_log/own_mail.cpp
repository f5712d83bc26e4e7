#include "core/cutover/server_log/own_mail.hpp"

#include "core/mail/probe_message.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MailEvent;

/// 128 random bits (core/mail/probe_message.hpp).
constexpr std::size_t kIdLength = 32;
/// OpenSMTPD: an envelope's id begins with its message's.
constexpr std::size_t kMessageId = 8;

bool is_between_the_same(const LedgerEntry& entry, const MailEvent& event) {
  return event.sender() == entry.from && (!event.line.to || event.line.to == entry.to);
}

/// What was only put off, or not yet begun, is on no server.
bool is_under_way(const LedgerEntry& entry, const MailEvent& event) {
  return !entry.accepted && entry.disposition == mail::SmtpDisposition::unknown &&
         is_between_the_same(entry, event);
}

const LedgerEntry* by_queue_id(const MailState& mail, const MailEvent& event) {
  const auto queue_id = event.line.queue_id.substr(0, kMessageId);
  const auto is_it = [&](const LedgerEntry& entry) {
    return (!queue_id.empty() && entry.queue_id == queue_id) || is_under_way(entry, event);
  };
  for (const auto& [id, entry] : mail.in_flight) {
    if (is_it(entry)) return &entry;
  }
  const auto ended = std::ranges::find_if(
      mail.ended, [&](const auto& entry) { return !queue_id.empty() && entry->queue_id == queue_id; });
  return ended == mail.ended.end() ? nullptr : &**ended;
}

bool says(const MailEvent& event, std::string_view helo, std::string_view from) {
  return !helo.empty() && equals_ignoring_case(event.line.helo, helo) && event.sender() == from;
}

bool says_as_agent(const Plan& plan, const MailEvent& event) {
  const auto by = [&](const auto& asker) { return says(event, asker.ehlo, asker.from); };
  return by(plan.recipients) || std::ranges::any_of(plan.lockdowns, by) ||
         std::ranges::any_of(plan.round_trips, by);
}

}  // namespace

const LedgerEntry* own_message_called(const MailState& mail, std::string_view message_id) {
  if (message_id.find('@') != kIdLength) return nullptr;
  const auto* entry = find_message(mail, std::string(message_id.substr(0, kIdLength)));
  if (entry == nullptr) return nullptr;
  const auto whole = mail::message_id(entry->id, entry->from);
  return whole.substr(1, whole.size() - 2) == message_id ? entry : nullptr;
}

const LedgerEntry* own_message(const MailState& mail, const MailEvent& event) {
  const auto message_id = event.message_id();
  if (!message_id.empty()) return own_message_called(mail, message_id);
  return event.line.mta == mail::Mta::opensmtpd ? by_queue_id(mail, event) : nullptr;
}

const LedgerEntry* own_handed_on(const MailState& mail, const MailEvent& event) {
  if (event.line.mta != mail::Mta::opensmtpd || !event.line.to) return nullptr;
  const auto is_it = [&](const LedgerEntry& entry) {
    return entry.path == to_string(Path::new_path) && is_between_the_same(entry, event);
  };
  for (const auto& [id, entry] : mail.in_flight) {
    if (is_it(entry)) return &entry;
  }
  const auto ended = std::ranges::find_if(mail.ended, [&](const auto& entry) { return is_it(*entry); });
  return ended == mail.ended.end() ? nullptr : &**ended;
}

bool is_own_refusal(const Plan& plan, const MailEvent& event) {
  return event.kind == MailEvent::Kind::refused && says_as_agent(plan, event);
}

bool is_own_discard(const Plan& plan, const MailEvent& event) {
  const bool is_discard = event.message != nullptr && event.message->is_discarded;
  return is_discard && event.message_id().empty() && says_as_agent(plan, event);
}

}  // namespace cutwatch::cutover
