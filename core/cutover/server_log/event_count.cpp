#include "core/cutover/server_log/event_count.hpp"

#include "core/cutover/server_log/client_standing.hpp"
#include "core/cutover/server_log/own_mail.hpp"
#include "core/mail/log/queued_as.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

namespace cutwatch::cutover {
namespace {

using mail::ClientOrigin;
using mail::LogFacts;
using mail::MailEvent;
using mail::RefusalClass;
using EventKind = MailEvent::Kind;

constexpr std::size_t kLongestWords = 256;
constexpr std::size_t kLongestName = 128;

/// Postfix's programs that deliver on the host itself.
constexpr std::array<std::string_view, 3> kLocalDelivery{"local", "virtual", "pipe"};
/// In the names of Exim's transports that do; OpenSMTPD calls it "mda".
constexpr std::array<std::string_view, 9> kLocalTransport{
    "local", "maildir", "mbox", "mailbox", "mda", "appendfile", "address_", "dovecot", "procmail"};

/// No line is from the future: a clock that was set would keep it the last one for ever.
WallTime time_of(const MailEvent& event, const LogContext& context) {
  return std::min(event.line.time.value_or(context.now), context.now);
}

WallTime accepted_at(const MailEvent& event, const LogContext& context) {
  return std::min(event.message->accepted_at.value_or(time_of(event, context)), context.now);
}

bool names_recipient(const MailEvent& event, const Plan& plan) {
  const auto is_ours = [&](const auto& address) { return address && is_to_own_domain(plan, *address); };
  return is_ours(event.line.to) || is_ours(event.line.orig_to);
}

RefusalClass refusal_class(const MailEvent& event) {
  return event.line.reply_class == 4 ? RefusalClass::for_now : RefusalClass::for_good;
}

bool is_on_host(const MailEvent& event, const LogContext& context) {
  const auto& relay = event.line.relay.address;
  if (relay.empty()) return true;
  const auto address = IpAddress::parse(relay);
  return address && is_on_server(context.plan, context.role, *address);
}

/// By LMTP (RFC 2033) mail is handed to the mailboxes, wherever they are.
bool is_delivered_here(const MailEvent& event, const LogContext& context) {
  return is_on_host(event, context) || event.line.daemon == "lmtp";
}

/// What was tried is known before anybody is reached: the relay is none then.
bool is_for_mailboxes(const MailEvent& event, const LogContext& context) {
  const auto is_of = [&](std::string_view part) { return event.line.transport.contains(part); };
  if (std::ranges::find(kLocalDelivery, event.line.daemon) != kLocalDelivery.end()) return true;
  if (!event.line.relay.address.empty() && !is_on_host(event, context)) return false;
  return std::ranges::any_of(kLocalTransport, is_of);
}

/// The proxy is to pass the domain's mail on. What it gives to a program (pipe) may come back from there.
bool is_kept_by_proxy(const MailEvent& event, const LogContext& context) {
  return context.plan.kind == Kind::proxy && context.role == ServerRole::new_server &&
         is_on_host(event, context) && event.line.daemon != "pipe";
}

/// To a content filter on the host: it comes back as another message.
bool is_filtering(const MailEvent& event, const LogContext& context) {
  return event.kind == EventKind::sent && is_on_host(event, context) &&
         !mail::queued_as(event.line.reply).empty();
}

void count_refusal(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  const auto at = time_of(event, context);
  const auto origin = origin_of(context.plan, context.role, event, is_own_refusal(context.plan, event));
  const auto refusal = refusal_class(event);
  facts.refused[{origin, refusal}].add(at);
  if (origin != ClientOrigin::forwarder) return;
  // The reply is our server's own: whoever reads it was reached.
  const auto cause = mail::forward_cause(event.line.dsn, event.line.reply, event.line.client);
  facts.forwarder_refused[{refusal, cause.reason}].add(at);
}

/// What a filter hands in again comes from the server itself: that says nothing of who brought it.
void count_own(LogFacts& facts, const mail::LedgerEntry& entry, const MailEvent& event,
               const LogContext& context) {
  facts.own_seen.add(accepted_at(event, context));
  if (origin_of(context.plan, context.role, event, false) == ClientOrigin::local) return;
  if (entry.path != to_string(Path::new_path) || context.role != ServerRole::old_server) return;
  const auto at = accepted_at(event, context);
  const auto host = sender_host(context.plan, context.role, event);
  const auto peer = IpAddress::parse(host.address);
  if (peer && is_forwarders(context.plan, context.role, *peer)) {
    facts.own_by_forwarder.add(at);
  } else {
    facts.own_otherwise.add(at);
    facts.own_came_from = printable(host.address, kLongestName);
  }
}

/// As Received lines have it: of OpenSMTPD an envelope's id begins with its message's.
std::string queue_id_of(const MailEvent& event) {
  constexpr std::size_t kMessageId = 8;
  const auto id = event.line.mta == mail::Mta::opensmtpd ? event.line.queue_id.substr(0, kMessageId)
                                                         : event.line.queue_id;
  return printable(id, kLongestName);
}

void tell_bypass(const MailEvent& event, const mail::LogHost& from, WallTime at, mail::StrayKind kind,
                 const LogContext& context) {
  if (!context.on_bypass) return;
  context.on_bypass({.at = at,
                     .address = printable(from.address, kLongestName),
                     .queue_id = queue_id_of(event),
                     .message_id = printable(event.message_id(), kLongestName),
                     .kind = kind});
}

/// What no name server confirmed is no name: Postfix says "unknown".
std::string name_of(const mail::LogHost& host) {
  const bool is_one = host.name != "unknown" && host.name != "<unknown>";
  return is_one ? printable(host.name, kLongestName) : std::string();
}

void count_sender(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  const auto at = accepted_at(event, context);
  const auto host = sender_host(context.plan, context.role, event);
  const std::uint64_t before = is_switched_at(context.times(), at) ? 0 : 1;
  add_sender(facts.senders, host.address,
             {.messages = 1, .before = before, .first = at, .last = at, .name = name_of(host)});
}

void count_stranger(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  const auto at = accepted_at(event, context);
  const auto host = sender_host(context.plan, context.role, event);
  const bool has_bypass = context.plan.kind == Kind::proxy;
  const auto legality = has_bypass ? legality_at(context.times(), at) : std::nullopt;
  if (legality) facts.strays[*legality].add(at);
  if (legality) tell_bypass(event, host, at, *legality, context);
  keep_stranger(facts, {.at = at,
                        .address = printable(host.address, kLongestName),
                        .name = printable(host.name, kLongestName),
                        .queue_id = printable(event.line.queue_id, kLongestName),
                        .kind = legality});
}

/// Once it is known whom a message is for and who handed it in.
void count_arrival(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  auto& marks = event.message->marks;
  if (marks.is_arrival_counted || event.origin() == mail::MailOrigin::unseen) return;
  marks.is_arrival_counted = true;
  const auto* own = own_message(context.mail, event);
  const auto origin = origin_of(context.plan, context.role, event, false);
  if (own == nullptr && origin == ClientOrigin::forwarder) own = own_handed_on(context.mail, event);
  if (own != nullptr) return count_own(facts, *own, event, context);
  if (is_own_discard(context.plan, event) || origin != ClientOrigin::other) return;
  count_sender(facts, event, context);
  if (context.role == ServerRole::old_server) count_stranger(facts, event, context);
}

std::string relay_text(const mail::LogHost& relay) {
  if (relay.address.empty()) return printable(relay.name, kLongestName);
  return printable(fmt::format("{}[{}]", relay.name, relay.address), kLongestName);
}

bool is_own(const MailEvent& event, const LogContext& context) {
  return own_message(context.mail, event) != nullptr;
}

/// "connect to 127.0.0.1[127.0.0.1]:10024: Connection refused": a filter of the server's own is down, not the
/// next host.
bool is_about_filter(const mail::ForwardCause& cause, const LogContext& context) {
  const std::string_view words = cause.words;
  // An answer may name the one whom it is for: "<in.proxy.example[198.51.100.7]>: Client host rejected".
  constexpr std::array<std::string_view, 3> kNotAnswered{"connect to ", "lost connection with ",
                                                         "conversation with "};
  const auto begins_so = [&](std::string_view beginning) { return words.starts_with(beginning); };
  if (std::ranges::none_of(kNotAnswered, begins_so)) return false;
  const auto begin = words.find('[');
  const auto end = words.find(']', std::min(begin, words.size()));
  if (begin == words.npos || end == words.npos) return false;
  const auto address = IpAddress::parse(words.substr(begin + 1, end - begin - 1));
  return address && is_on_server(context.plan, context.role, *address);
}

mail::ForwardCause cause_of(const MailEvent& event, const LogContext& context) {
  auto cause = mail::forward_cause(event.line.dsn, event.line.reply, event.line.relay);
  const bool is_filter =
      cause.reason == mail::ForwardReason::next_hop_down && is_about_filter(cause, context);
  if (is_filter) cause.reason = mail::ForwardReason::other;
  return cause;
}

void count_passed_on(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  const auto at = time_of(event, context);
  if (is_kept_by_proxy(event, context)) return facts.kept_here.add(at);
  facts.forwarded[mail::ForwardStatus::sent].add(at);
  const bool is_others = is_forwarder(context.plan, context.role) && !is_own(event, context);
  if (is_others && !is_on_host(event, context)) add(facts.minutes, at, {.refused = 0, .passed_on = 1});
}

/// Of a message that was put off unasked what put another one off before.
const mail::FailedForwarding* known_answer(const LogFacts& facts, const MailEvent& event,
                                           const LogContext& context) {
  if (!mail::is_put_off_unasked(event.line.reply)) return nullptr;
  const auto* last = mail::last_put_off(facts);
  return last != nullptr ? last : context.last_put_off;
}

/// Deliveries into a mailbox may fail too: that is no forwarding.
void count_failure(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  if (!is_forwarder(context.plan, context.role) || is_for_mailboxes(event, context)) return;
  const auto* known = known_answer(facts, event, context);
  const auto cause =
      known != nullptr ? mail::ForwardCause{known->reason, known->words} : cause_of(event, context);
  const bool was_asked = !mail::is_put_off_unasked(event.line.reply);
  if (was_asked && !mail::is_about_way(cause.reason) && !is_own(event, context))
    add(facts.minutes, time_of(event, context), {.refused = 1, .passed_on = 0});
  keep_failure(facts,
               {.at = time_of(event, context),
                .refusal = event.kind == EventKind::deferred ? RefusalClass::for_now : RefusalClass::for_good,
                .reason = cause.reason,
                .queue_id = printable(event.line.queue_id, kLongestName),
                .relay = known != nullptr ? known->relay : relay_text(event.line.relay),
                .dsn = printable(event.line.dsn, kLongestName),
                .words = printable(cause.words, kLongestWords)});
}

void count_stranded(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  const auto at = accepted_at(event, context);
  if (is_switched_at(context.times(), at)) facts.strays[mail::StrayKind::stranded].add(at);
}

/// In the kinds where the old server is to hand on what it still gets.
bool may_strand(const MailEvent& event, const LogContext& context) {
  return context.plan.kind != Kind::proxy && context.role == ServerRole::old_server &&
         event.message != nullptr && own_message(context.mail, event) == nullptr;
}

/// A copy may be passed on as well: that is known when the server is done with the message. OpenSMTPD does
/// not say when it is.
void note_place(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  if (!may_strand(event, context)) return;
  auto& marks = event.message->marks;
  if (!is_delivered_here(event, context)) {
    marks.is_passed_on = true;
  } else if (!marks.is_kept_here) {
    marks.is_kept_here = true;
    const bool is_counted_now = event.line.mta == mail::Mta::opensmtpd && !marks.is_passed_on;
    if (is_counted_now) count_stranded(facts, event, context);
  }
}

/// A mirror may know the recipient by another name: the copy is the domain's mail all the same.
void note_copy(const MailEvent& event, const LogContext& context) {
  if (event.message == nullptr || event.kind != EventKind::sent) return;
  const auto other = context.role == ServerRole::old_server ? ServerRole::new_server : ServerRole::old_server;
  const auto address = IpAddress::parse(event.line.relay.address);
  if (address && is_on_server(context.plan, other, *address)) event.message->marks.is_passed_on = true;
}

void count_end(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  const auto& marks = event.message->marks;
  if (marks.is_kept_here && !marks.is_passed_on) count_stranded(facts, event, context);
}

void count_delivery(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  if (is_filtering(event, context)) return;
  const auto at = time_of(event, context);
  switch (event.kind) {
    case EventKind::sent:
      count_passed_on(facts, event, context);
      if (event.line.delays) facts.delays.observe(*event.line.delays);
      return note_place(facts, event, context);
    case EventKind::deferred:
      facts.forwarded[mail::ForwardStatus::deferred].add(at);
      return count_failure(facts, event, context);
    case EventKind::bounced:
      facts.forwarded[mail::ForwardStatus::bounced].add(at);
      return count_failure(facts, event, context);
    case EventKind::expired: facts.forwarded[mail::ForwardStatus::expired].add(at); return;
    case EventKind::held:
      facts.held.add(at);
      if (event.message != nullptr) event.message->marks.is_held = true;
      return;
    case EventKind::discarded: facts.discarded.add(at); return;
    case EventKind::accepted:
    case EventKind::refused:
    case EventKind::ended: return;
  }
}

/// Whoever is done with, tried or taken up again is held no more.
void note_release(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  if (event.message == nullptr || !event.message->marks.is_held || event.kind == EventKind::held) return;
  event.message->marks.is_held = false;
  facts.released.add(time_of(event, context));
}

/// A message whose client was named before the log was read is nobody's.
void count_accepted(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  if (event.origin() == mail::MailOrigin::unseen) return;
  const bool is_ours = is_own(event, context) || is_own_discard(context.plan, event);
  const auto origin = origin_of(context.plan, context.role, event, is_ours);
  facts.accepted[origin].add(time_of(event, context));
}

}  // namespace

void count(LogFacts& facts, const MailEvent& event, const LogContext& context) {
  note_release(facts, event, context);
  if (event.kind == EventKind::refused) return count_refusal(facts, event, context);
  if (event.kind == EventKind::ended) return count_end(facts, event, context);
  if (event.kind == EventKind::accepted) count_accepted(facts, event, context);
  auto* const message = event.message;
  const bool is_named = names_recipient(event, context.plan);
  if (message != nullptr) {
    message->marks.is_for_domain = message->marks.is_for_domain || is_named;
    if (message->marks.is_for_domain) count_arrival(facts, event, context);
  }
  // Postfix names no recipient of a message that is expired or held by its content.
  const bool names_nobody = !event.line.to && message != nullptr && message->marks.is_for_domain;
  if (is_named || names_nobody) return count_delivery(facts, event, context);
  note_copy(event, context);
}

}  // namespace cutwatch::cutover
