#include "core/cutover/bypass/audited_mail.hpp"

#include "core/cutover/bypass/entry.hpp"
#include "core/cutover/bypass/entry_mail.hpp"
#include "core/cutover/server_log/own_mail.hpp"

namespace cutwatch::cutover {
namespace {

using mail::ClientOrigin;

/// Servers name the recipient where there is one alone.
bool is_another_domains(const Plan& plan, const mail::Received& line) {
  return line.recipient && !is_to_own_domain(plan, *line.recipient);
}

std::uint64_t& count_of(AuditCounts& counts, ClientOrigin origin) {
  switch (origin) {
    case ClientOrigin::forwarder: return counts.by_proxy;
    case ClientOrigin::allowed:
    case ClientOrigin::local:
    case ClientOrigin::authenticated: return counts.by_allowed;
    case ClientOrigin::agent: return counts.own;
    case ClientOrigin::other: break;
  }
  return counts.by_strangers;
}

}  // namespace

std::optional<mail::BypassMail> audit(AuditCounts& counts, const FiledMail& mail,
                                      const AuditContext& context) {
  ++counts.read;
  if (own_message_called(context.mail, mail.message_id) != nullptr) {
    ++counts.own;
    return std::nullopt;
  }
  const auto entry = entry_of(context.plan, context.mailbox, mail.trace);
  if (!entry || is_another_domains(context.plan, entry->line)) {
    ++counts.unclear;
    return std::nullopt;
  }
  ++count_of(counts, entry->origin);
  if (entry->origin != ClientOrigin::other) return std::nullopt;
  return bypass_of(*entry, mail.message_id, mail.filed, context.times(), context.now);
}

}  // namespace cutwatch::cutover
