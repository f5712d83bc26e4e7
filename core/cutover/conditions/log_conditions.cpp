#include "core/cutover/conditions/log_conditions.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/conditions/proxy_reach.hpp"
#include "core/cutover/gates/bypass_evidence.hpp"
#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "core/cutover/gates/server_logs.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

using mail::ForwardReason;
using mail::LogFacts;
using mail::RefusalClass;
using mail::StrayKind;

constexpr std::size_t kMostWords = 512;

/// The tally of that kind, where one came within `bypass_grace`, or was read of then.
std::optional<mail::Tally> stray_of_late(const Evidence& evidence, const LogFacts& facts, StrayKind kind) {
  const auto stray = last_stray(facts, kind);
  if (!stray) return std::nullopt;
  const auto last = std::max(stray->last, strays_read(evidence, ServerRole::old_server, kind));
  const bool is_late = last && evidence.now - *last < evidence.plan.timing.bypass_grace;
  return is_late ? stray : std::nullopt;
}

std::string words_of(const BypassTold& told) {
  return fmt::format("the old server took {} around the proxy, the last at {} from {}",
                     counted(told.tally.count, "message"), rfc3339(*told.tally.last), told.last);
}

/// What senders that use the new path meet: they fall back.
bool is_new_path_shut(const Evidence& evidence) {
  return harm_of(evidence, Path::new_path).has_value() || proxy_unreached(evidence).has_value();
}

/// More than warned of: the old server is found by many.
bool is_above_rate(const Evidence& evidence, const LogFacts& facts) {
  const auto is_of_hour = [&](const mail::StrangerMail& each) {
    return each.kind == StrayKind::unexpected && evidence.now - each.at < std::chrono::hours{1};
  };
  return std::ranges::count_if(facts.last_strangers, is_of_hour) > evidence.plan.timing.bypass_per_hour;
}

std::optional<Finding> forwarding_fails(const Evidence& evidence, RefusalClass refusal, ForwardReason reason,
                                        std::string_view what) {
  if (evidence.plan.kind != Kind::proxy || !has_log(evidence.plan, ServerRole::new_server))
    return std::nullopt;
  const auto facts = told_by_logs(evidence, ServerRole::new_server);
  const auto trouble = lasting_trouble(evidence, facts, [&](RefusalClass told, ForwardReason why) {
    return told == refusal && why == reason;
  });
  if (!trouble) return std::nullopt;
  // One message that is refused may be at fault itself; a host that is down is down for all.
  const bool is_single = refusal == RefusalClass::for_good && messages_failing(facts, *trouble) < 2;
  const bool is_early = is_single || evidence.standing.phase < Phase::switching;
  auto words = fmt::format("by the proxy's log {}, last at {}: {}", what, rfc3339(*trouble->tally.last),
                           words_of_failure(facts, *trouble));
  return Finding{printable(words, kMostWords), is_early ? std::optional(Severity::warning) : std::nullopt};
}

/// Where only the old server's log is read: what it told the proxy, and that it has taken nothing from it
/// since.
std::optional<Finding> proxy_rejected_by_old(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy) return std::nullopt;
  const auto facts = told_by_logs(evidence, ServerRole::old_server);
  const auto told = mail::tally_of(facts.forwarder_refused,
                                   std::pair(RefusalClass::for_good, ForwardReason::forwarder_rejected));
  const auto taken = mail::tally_of(facts.accepted, mail::ClientOrigin::forwarder).last;
  const auto own = facts.own_by_forwarder.last;
  if (!told.last || evidence.now - *told.last > lately(evidence) || told.last <= std::max(taken, own))
    return std::nullopt;
  return Finding{fmt::format("by its log the old server refused the proxy's mail at {}, and took none since",
                             rfc3339(*told.last)),
                 Severity::warning};
}

/// The last message that a server took by that path was found in the mailbox itself.
bool came(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto ended = ended_messages(evidence, trip, path);
  const auto taken =
      std::ranges::find_if(ended, [](const auto* entry) { return entry->accepted.has_value(); });
  return taken != ended.end() && (*taken)->sighting;
}

/// Mail by either server comes to the same mailboxes: what the old one keeps is where it is to be.
bool have_one_store(const Evidence& evidence) {
  return std::ranges::any_of(evidence.plan.round_trips, [&](const RoundTrip& trip) {
    return !trip.mailbox.empty() && came(evidence, trip, Path::old_path) &&
           came(evidence, trip, Path::new_path);
  });
}

/// Once it is retired it may be off.
bool may_be_off(const Evidence& evidence, ServerRole role) {
  return role == ServerRole::old_server && evidence.plan.kind != Kind::proxy &&
         evidence.standing.phase >= Phase::finish;
}

bool is_greylisting(const Evidence& evidence,
                    const std::map<std::pair<RefusalClass, ForwardReason>, mail::Tally>& told,
                    std::optional<WallTime>& last) {
  const auto tally = mail::tally_of(told, std::pair(RefusalClass::for_now, ForwardReason::greylisted));
  if (!tally.last || evidence.now - *tally.last > lately(evidence)) return false;
  last = std::max(last, tally.last);
  return true;
}

}  // namespace

std::optional<Finding> mail_bypasses_proxy(const Evidence& evidence) {
  const auto& standing = evidence.standing;
  if (evidence.plan.kind != Kind::proxy || !standing.switched_since) return std::nullopt;
  if (const auto incident = bypass_within(evidence, StrayKind::incident, evidence.plan.timing.bypass_grace))
    return Finding{words_of(*incident) + "; no copy leads there any more"};
  const auto told = bypass_within(evidence, StrayKind::unexpected, evidence.plan.timing.bypass_grace);
  if (!told) return std::nullopt;
  auto words = words_of(*told);
  if (is_new_path_shut(evidence))
    return Finding{words + "; the new path does not take mail, so that all may come that way"};
  if (is_above_rate(evidence, told_by_logs(evidence, ServerRole::old_server)))
    return Finding{
        fmt::format("{}; more than {} within an hour", words, evidence.plan.timing.bypass_per_hour)};
  return Finding{std::move(words), Severity::warning};
}

std::optional<Finding> mail_stranded(const Evidence& evidence) {
  if (evidence.plan.kind == Kind::proxy || have_one_store(evidence)) return std::nullopt;
  const auto facts = told_by_logs(evidence, ServerRole::old_server);
  const auto stray = stray_of_late(evidence, facts, StrayKind::stranded);
  if (!stray) return std::nullopt;
  return Finding{fmt::format("the old server kept {} that it took after the switch, the last at {}",
                             counted(stray->count, "message"), rfc3339(*stray->last))};
}

std::optional<Finding> forward_greylisted(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy) return std::nullopt;
  std::optional<WallTime> last;
  const bool by_proxy =
      is_greylisting(evidence, told_by_logs(evidence, ServerRole::new_server).failures, last);
  const bool by_old =
      is_greylisting(evidence, told_by_logs(evidence, ServerRole::old_server).forwarder_refused, last);
  if (!by_proxy && !by_old) return std::nullopt;
  return Finding{fmt::format(
      "the old server greylisted mail that the proxy handed on, last at {}, by the log of the {} server",
      rfc3339(*last), by_proxy ? "new" : "old")};
}

std::optional<Finding> log_silent(const Evidence& evidence) {
  for (const auto role : {ServerRole::old_server, ServerRole::new_server}) {
    if (!has_log(evidence.plan, role) || may_be_off(evidence, role)) continue;
    if (auto silence = log_silence(evidence, role)) return Finding{*std::move(silence)};
  }
  return std::nullopt;
}

std::optional<Finding> proxy_rejected_by_log(const Evidence& evidence) {
  if (!has_log(evidence.plan, ServerRole::new_server)) return proxy_rejected_by_old(evidence);
  auto refused = forwarding_fails(evidence, RefusalClass::for_good, ForwardReason::forwarder_rejected,
                                  "the old server refuses the mail that it hands on");
  if (refused) return refused;
  return forwarding_fails(evidence, RefusalClass::for_now, ForwardReason::forwarder_rejected,
                          "the old server turns it away for now, so that mail waits");
}

std::optional<Finding> upstream_down_by_log(const Evidence& evidence) {
  return forwarding_fails(evidence, RefusalClass::for_now, ForwardReason::next_hop_down,
                          "it does not reach the old server");
}

}  // namespace cutwatch::cutover
