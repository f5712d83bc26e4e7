#include "core/cutover/gates/log_gates.hpp"

#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/server_logs.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::ForwardReason;
using mail::LogFacts;
using mail::StrayKind;

constexpr std::size_t kMostWords = 512;

/// When the log was first known to be read without a hole: before that nobody looked.
std::optional<WallTime> read_since(const LogFacts& facts) {
  return std::max(facts.first_line, facts.gaps.last);
}

/// A single mail or mailbox may always be refused.
bool is_about_way(ForwardReason reason) {
  switch (reason) {
    case ForwardReason::forwarder_rejected:
    case ForwardReason::next_hop_down:
    case ForwardReason::tls:
    case ForwardReason::loop:
    case ForwardReason::other: return true;
    case ForwardReason::greylisted:
    case ForwardReason::mailbox_full:
    case ForwardReason::user_unknown:
    case ForwardReason::policy: return false;
  }
  std::unreachable();
}

std::string last_at(const mail::Tally& tally) {
  return tally.last ? rfc3339(*tally.last) : "an unknown time";
}

/// The evidence is as old as the log's last line.
Verdict seen_by(Verdict verdict, const LogFacts& facts) {
  verdict.evidence = printable(verdict.evidence, kMostWords);
  verdict.evidence_at = facts.last_line;
  return verdict;
}

Verdict no_bypass(const Evidence& evidence, const LogFacts& facts) {
  const auto& since = evidence.standing.switched_since;
  const auto grace = evidence.plan.timing.bypass_grace;
  if (!since) return no_evidence("nothing is switched: no mail should come through the proxy alone");
  for (const auto kind : {StrayKind::incident, StrayKind::unexpected}) {
    const auto stray = last_stray(facts, kind);
    if (stray && stray->last && evidence.now - *stray->last < grace)
      return fail(fmt::format("the old server took mail around the proxy, {} so far, the last at {} from {}",
                              counted(stray->count, "message"), last_at(*stray), words_of_last(facts, kind)));
  }
  const auto begun = std::max(*since, read_since(facts).value_or(evidence.now));
  if (evidence.now < begun + grace)
    return wait_until(begun + grace,
                      fmt::format("the old server's log has been read since {} only", rfc3339(begun)));
  const auto expected = last_stray(facts, StrayKind::expected);
  return pass(fmt::format("by the old server's log no mail came around the proxy in the last {} s{}",
                          std::chrono::duration_cast<Seconds>(grace).count(),
                          expected ? fmt::format(" that no old copy explains; {} came by one, the last at {}",
                                                 counted(expected->count, "message"), last_at(*expected))
                                   : ""));
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

Verdict old_server_quiet(const Evidence& evidence, const LogFacts& facts) {
  const auto since = std::max(facts.strangers.last, read_since(facts));
  if (!since) return no_evidence("the old server's log has had no line yet");
  const auto until = *since + evidence.plan.timing.old_quiet_for;
  const bool is_mail = facts.strangers.last && *since == *facts.strangers.last;
  const auto words =
      is_mail
          ? fmt::format("the old server last took mail for the domain by itself at {}, from {}",
                        rfc3339(*since),
                        facts.last_strangers.empty() ? "somebody" : facts.last_strangers.back().address)
          : fmt::format("the old server's log shows no mail for the domain that it took by itself since {}",
                        rfc3339(*since));
  return evidence.now < until ? wait_until(until, words) : pass(words);
}

Verdict forwarding(const Evidence& evidence, const LogFacts& facts) {
  const auto is_late = [&](const mail::Tally& tally) {
    return tally.last && evidence.now - *tally.last <= lately(evidence);
  };
  const auto trouble =
      forward_trouble(evidence, facts, [](auto, ForwardReason reason) { return is_about_way(reason); });
  if (trouble)
    return fail(fmt::format("by its log the proxy could not hand mail on at {} ({}, {}): {}; {}",
                            last_at(trouble->tally), to_string(trouble->refusal), to_string(trouble->reason),
                            words_of_failure(facts, *trouble), what_to_do(trouble->reason)));
  for (const auto& [tally, word] : {std::pair(facts.held, "held"), std::pair(facts.discarded, "discarded")}) {
    if (is_late(tally))
      return fail(fmt::format("by its log the proxy {} mail for the domain at {}", word, last_at(tally)));
  }
  const auto expired = mail::tally_of(facts.forwarded, mail::ForwardStatus::expired);
  if (is_late(expired)) return fail(fmt::format("by its log the proxy gave mail up at {}", last_at(expired)));
  const auto sent = mail::tally_of(facts.forwarded, mail::ForwardStatus::sent);
  if (sent.count == 0) return no_evidence("the proxy's log shows no mail for the domain that was handed on");
  return pass(
      fmt::format("by its log the proxy handed on mail last at {}, and nothing has kept it from that "
                  "since {}; single mails that were refused for themselves do not count",
                  last_at(sent), rfc3339(evidence.now - lately(evidence))));
}

template <class Judge>
Verdict by_log(const Evidence& evidence, ServerRole role, Judge judge) {
  const auto facts = log_evidence(evidence, role);
  return facts ? seen_by(judge(evidence, *facts), *facts) : facts.error();
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

std::string words_of_failure(const LogFacts& facts, const ForwardTrouble& trouble) {
  for (const auto& each : facts.last_failures | std::views::reverse) {
    if (each.reason == trouble.reason && each.refusal == trouble.refusal)
      return fmt::format("{}{}", each.relay.empty() ? "" : each.relay + ": ", each.words);
  }
  return {};
}

Verdict judge_no_bypass(const Evidence& evidence) {
  return by_log(evidence, ServerRole::old_server, no_bypass);
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
