#include "core/cutover/conditions/mail_conditions.hpp"

#include "core/cutover/conditions/dns_mail.hpp"
#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/conditions/proxy_reach.hpp"
#include "core/cutover/conditions/relayed_mail.hpp"
#include "core/cutover/gates/copy_gates.hpp"
#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

constexpr std::array kPaths{Path::old_path, Path::new_path, Path::dns};
constexpr std::size_t kInARow = 2;

std::string after_colon(const std::string& detail) {
  return detail.empty() ? "" : ": " + printable(detail, 512);
}

/// A message that nobody was there to take was lost by no server: that the proxy is down tells it.
std::optional<std::string> harm_of_reached(const Evidence& evidence, MessageResult last) {
  auto harms = harms_of(evidence, Path::new_path, last);
  if (proxy_unreached(evidence))
    std::erase_if(harms, [](const PathHarm& harm) {
      return harm.last->disposition == mail::SmtpDisposition::not_sent;
    });
  return harms.empty() ? std::nullopt : std::optional(std::move(harms.front().words));
}

/// Nothing is said twice: which of two conditions holds is told by the last message. Before the switch
/// nobody's mail takes the new path.
std::optional<Finding> harm_of_new(const Evidence& evidence, MessageResult last) {
  auto found = harm_of_reached(evidence, last);
  if (!found) return std::nullopt;
  const bool is_early = evidence.standing.phase < Phase::switching;
  return Finding{*std::move(found), is_early ? std::optional(Severity::warning) : std::nullopt};
}

bool is_put_off(const Evidence& evidence, const LedgerEntry& entry) {
  return entry.is_put_off() && entry.first_attempt &&
         evidence.now - *entry.first_attempt > evidence.plan.timing.greylist_retry;
}

/// The last `count` messages down a path all ended so.
std::optional<Finding> ended_as(const Evidence& evidence, MessageResult result, std::size_t count) {
  for (const auto& trip : evidence.plan.round_trips) {
    for (const auto path : kPaths) {
      const auto messages = ended_lately(evidence, trip, path);
      const bool is_so = messages.size() >= count &&
                         std::all_of(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(count),
                                     [&](const auto* entry) { return entry->result == result; });
      if (!is_so) continue;
      return Finding{fmt::format("message {} of {} by the {} path, sent at {}, ended as {}",
                                 messages.front()->id, trip.id, to_string(path),
                                 rfc3339(messages.front()->recorded), to_string(result))};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> new_path_refuses(const Evidence& evidence) {
  return harm_of_new(evidence, MessageResult::refused);
}

std::optional<Finding> new_path_loses(const Evidence& evidence) {
  return harm_of_new(evidence, MessageResult::lost);
}

/// Mail that the old server relays without keeping a copy arrives, but not where people look before the
/// switch.
std::optional<Finding> old_path_fails(const Evidence& evidence) {
  if (evidence.standing.switched_since) return std::nullopt;
  if (auto found = harm_of(evidence, Path::old_path)) return Finding{*std::move(found)};
  auto relayed = relayed_without_copy(evidence);
  return relayed ? std::optional(Finding{*std::move(relayed), Severity::warning}) : std::nullopt;
}

/// Mail as DNS says is what real senders send, wherever it goes. All mail takes the old path before the
/// switch, and the new one behind it. Behind it the old one may be locked, but not before the last copy that
/// leads there has ended: till then a 5xx there bounces mail.
std::optional<Finding> path_stopped(const Evidence& evidence) {
  const bool is_early = evidence.standing.phase < Phase::switching;
  if (auto used = refusals_known(evidence, is_early ? Path::old_path : Path::new_path))
    return Finding{*std::move(used), Severity::critical};
  if (auto real = dns_mail_refused(evidence)) return Finding{*std::move(real), Severity::critical};
  auto other = refusals_known(evidence, is_early ? Path::new_path : Path::old_path);
  if (!other) return std::nullopt;
  if (!is_early && judge_old_host_expired(evidence).kind == VerdictKind::pass) return std::nullopt;
  return Finding{*std::move(other), Severity::warning};
}

std::optional<Finding> new_path_defers(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    for (const auto* entry : messages_under_way(evidence, trip, Path::new_path)) {
      if (!is_put_off(evidence, *entry)) continue;
      return Finding{fmt::format("message {} of {} has been put off {} times since {}{}",
                                 printable(entry->id), trip.id, entry->deferrals,
                                 rfc3339(*entry->first_attempt), after_colon(entry->detail))};
    }
  }
  return std::nullopt;
}

std::optional<Finding> mail_in_junk(const Evidence& evidence) {
  return ended_as(evidence, MessageResult::junk, 1);
}

std::optional<Finding> mail_slow(const Evidence& evidence) {
  return ended_as(evidence, MessageResult::late, kInARow);
}

std::optional<Finding> mailbox_unreadable(const Evidence& evidence) {
  for (const auto& [id, mailbox] : evidence.state.mail->mailboxes) {
    if (!mailbox.failure) continue;
    return Finding{
        fmt::format("mailbox {} cannot be read{}", printable(id), after_colon(mailbox.failure->detail))};
  }
  for (const auto& [id, mailbox] : evidence.state.mail->bounce_mailboxes) {
    if (!mailbox.failure) continue;
    return Finding{fmt::format("mailbox {} cannot be read for bounces{}", printable(id),
                               after_colon(mailbox.failure->detail))};
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
