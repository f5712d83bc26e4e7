#include "core/cutover/gates/log_gates.hpp"

#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/server_logs.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::ForwardReason;
using mail::LogFacts;
using mail::StrayKind;

constexpr std::size_t kMostWords = 512;
/// Two may be one mail with two recipients.
constexpr std::uint64_t kManyRefused = 3;

/// When the log was first known to be read without a hole: before that nobody looked.
std::optional<WallTime> read_since(const LogFacts& facts) {
  return std::max(facts.first_line, facts.gaps.last);
}

std::string last_at(const mail::Tally& tally) {
  return tally.last ? rfc3339(*tally.last) : "an unknown time";
}

/// The evidence is as old as the log's last line, where it does not rest on something older.
Verdict seen_by(Verdict verdict, const LogFacts& facts) {
  verdict.evidence = printable(verdict.evidence, kMostWords);
  if (!verdict.evidence_at) verdict.evidence_at = facts.last_line;
  return verdict;
}

Millis slowest_by_new_path(const Evidence& evidence) {
  Millis slowest{};
  for (const auto* trip : by_new_path(evidence.plan))
    slowest = std::max(slowest, evidence.interval_of(*trip));
  return slowest;
}

Verdict source_is_proxy(const Evidence& evidence, const LogFacts& facts) {
  const auto interval = slowest_by_new_path(evidence);
  if (interval == Millis{}) return no_evidence("no round trip of the plan takes the new path");
  const auto is_late = [&](const mail::Tally& tally) {
    return tally.last && evidence.is_fresh(*tally.last, interval);
  };
  if (is_late(facts.own_otherwise))
    return fail(
        fmt::format("a message by the new path came to the old server from {} at {}, which is no address "
                    "that the proxy sends from (cutover.server sends_from)",
                    facts.own_came_from, last_at(facts.own_otherwise)));
  if (!is_late(facts.own_by_forwarder))
    return no_evidence("the old server's log shows no message of the agent by the new path lately");
  return pass(fmt::format("the old server last took a message of the agent from the proxy at {}",
                          last_at(facts.own_by_forwarder)));
}

std::string_view stranger_of(const LogFacts& facts, WallTime at) {
  const auto found = std::ranges::find(facts.last_strangers, at, &mail::StrangerMail::at);
  const bool is_told = found != facts.last_strangers.end() && !found->address.empty();
  return is_told ? std::string_view(found->address) : "somebody";
}

Verdict old_server_quiet(const Evidence& evidence, const LogFacts& facts) {
  const auto since = std::max(facts.strangers.last, read_since(facts));
  if (!since) return no_evidence("the old server's log has had no line yet");
  const auto until = *since + evidence.plan.timing.old_quiet_for;
  const bool is_mail = facts.strangers.last && *since == *facts.strangers.last;
  const auto words =
      is_mail
          ? fmt::format("the old server last took mail for the domain by itself at {}, from {}",
                        rfc3339(*since), stranger_of(facts, *since))
          : fmt::format("the old server's log shows no mail for the domain that it took by itself since {}",
                        rfc3339(*since));
  return evidence.now < until ? wait_until(until, words) : pass(words);
}

bool is_late(const Evidence& evidence, const mail::Tally& tally) {
  return tally.last && evidence.now - *tally.last <= lately(evidence);
}

/// What keeps mail from the old server by more than a single mail.
std::optional<std::string> way_trouble(const Evidence& evidence, const LogFacts& facts) {
  const auto trouble =
      forward_trouble(evidence, facts, [](auto, ForwardReason reason) { return is_about_way(reason); });
  if (trouble)
    return fmt::format("by its log the proxy could not hand mail on at {} ({}, {}): {}; {}",
                       last_at(trouble->tally), to_string(trouble->refusal), to_string(trouble->reason),
                       words_of_failure(facts, *trouble), what_to_do(trouble->reason));
  if (const auto refused = mass_refusal(evidence, facts))
    return fmt::format(
        "by the proxy's log the old server refused {} of others of late and took {}: for "
        "single mails that is too many, see last_failures of the API",
        counted(refused->refused, "recipient"), refused->passed_on);
  return std::nullopt;
}

/// What the proxy does with mail instead of handing it on.
std::optional<std::string> not_handed_on(const Evidence& evidence, const LogFacts& facts) {
  if (is_late(evidence, facts.kept_here))
    return fmt::format(
        "by its log the proxy delivers the domain's mail itself, last at {}: it is to hand it on",
        last_at(facts.kept_here));
  if (auto aside = set_aside(evidence, facts)) return aside;
  const auto expired = mail::tally_of(facts.forwarded, mail::ForwardStatus::expired);
  if (is_late(evidence, expired))
    return fmt::format("by its log the proxy gave mail up at {}", last_at(expired));
  return std::nullopt;
}

Verdict forwarding(const Evidence& evidence, const LogFacts& facts) {
  if (auto trouble = way_trouble(evidence, facts)) return fail(*std::move(trouble));
  if (auto kept = not_handed_on(evidence, facts)) return fail(*std::move(kept));
  const auto sent = mail::tally_of(facts.forwarded, mail::ForwardStatus::sent);
  if (!sent.last || !evidence.is_fresh(*sent.last, slowest_by_new_path(evidence)))
    return no_evidence(fmt::format("the proxy's log shows no mail for the domain that was handed on {}",
                                   sent.last ? "since " + last_at(sent) : "yet"));
  auto verdict =
      pass(fmt::format("by its log the proxy handed on mail last at {}, and nothing has kept it from that "
                       "since {}; single mails that were refused for themselves do not count",
                       last_at(sent), rfc3339(evidence.now - lately(evidence))));
  verdict.evidence_at = sent.last;
  return verdict;
}

template <class Judge>
Verdict by_log(const Evidence& evidence, ServerRole role, Judge judge) {
  // What is wrong by a log is wrong, whatever else the log does not tell.
  const auto told = told_by_logs(evidence, role);
  auto verdict = seen_by(judge(evidence, told), told);
  if (has_log(evidence.plan, role) && verdict.kind == VerdictKind::fail) return verdict;
  const auto facts = log_evidence(evidence, role);
  return facts ? verdict : facts.error();
}

}  // namespace

std::optional<mail::Tally> last_stray(const LogFacts& facts, StrayKind kind) {
  const auto found = facts.strays.find(kind);
  return found == facts.strays.end() ? std::nullopt : std::optional(found->second);
}

std::string words_of_last(const LogFacts& facts, StrayKind kind) {
  for (const auto& each : facts.last_strangers | std::views::reverse) {
    if (each.kind == kind)
      return fmt::format("{} ({}), id {}", each.address.empty() ? "an unknown address" : each.address,
                         each.name.empty() ? "no name" : each.name, each.queue_id);
  }
  return "an address that is not kept";
}

Millis lately(const Evidence& evidence) {
  const auto& timing = evidence.plan.timing;
  return std::max(timing.greylist_retry, timing.evidence_age * slowest_by_new_path(evidence));
}

std::optional<mail::MinuteCount> mass_refusal(const Evidence& evidence, const LogFacts& facts) {
  const auto late = mail::since(facts.minutes, evidence.now - lately(evidence));
  const bool are_many = late.refused >= kManyRefused && late.refused > late.passed_on;
  return are_many ? std::optional(late) : std::nullopt;
}

std::optional<std::string> set_aside(const Evidence& evidence, const LogFacts& facts) {
  const auto held = mail::still_held(facts);
  if (held > 0 && facts.held.last && evidence.now - *facts.held.last < evidence.plan.timing.stray_memory)
    return fmt::format("by its log the proxy holds {} for the domain, the last since {}",
                       counted(held, "message"), last_at(facts.held));
  if (is_late(evidence, facts.discarded))
    return fmt::format("by its log the proxy discarded mail for the domain at {}", last_at(facts.discarded));
  return std::nullopt;
}

std::size_t messages_failing(const LogFacts& facts, const ForwardTrouble& trouble) {
  const auto sent = mail::tally_of(facts.forwarded, mail::ForwardStatus::sent).last;
  std::set<std::string_view> ids;
  for (const auto& each : facts.last_failures) {
    const bool is_it = each.reason == trouble.reason && each.refusal == trouble.refusal;
    if (is_it && each.at > sent) ids.insert(each.queue_id);
  }
  return ids.size();
}

std::string words_of_failure(const LogFacts& facts, const ForwardTrouble& trouble) {
  for (const auto& each : facts.last_failures | std::views::reverse) {
    if (each.reason == trouble.reason && each.refusal == trouble.refusal)
      return fmt::format("{}{}", each.relay.empty() ? "" : each.relay + ": ", each.words);
  }
  return {};
}

Verdict judge_source_is_proxy(const Evidence& evidence) {
  return by_log(evidence, ServerRole::old_server, source_is_proxy);
}

Verdict judge_old_server_quiet(const Evidence& evidence) {
  return by_log(evidence, ServerRole::old_server, old_server_quiet);
}

Verdict judge_forwarding_log(const Evidence& evidence) {
  return by_log(evidence, ServerRole::new_server, forwarding);
}

}  // namespace cutwatch::cutover
