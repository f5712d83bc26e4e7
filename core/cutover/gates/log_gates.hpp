#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/mail/log/log_facts.hpp"

#include <optional>
#include <string>

// What servers' logs tell of mail that others send.
namespace cutwatch::cutover {

/// Whether the old server sees the proxy as the source of what comes by the new path.
Verdict judge_source_is_proxy(const Evidence& evidence);

/// Whether the old server has taken no mail of strangers for `old_quiet_for`.
Verdict judge_old_server_quiet(const Evidence& evidence);

/// The same of mail that the proxy hands on, by its log.
Verdict judge_forwarding_log(const Evidence& evidence);

/// Mail for the domain that was accepted at the old server by itself, and should not have been, that was told
/// last; none where there was none.
std::optional<mail::Tally> last_stray(const mail::LogFacts& facts, mail::StrayKind kind);

/// The last stranger of that kind, as evidence: "203.0.113.9 (mx.example.net), id 3F2A1B4C5D".
std::string words_of_last(const mail::LogFacts& facts, mail::StrayKind kind);

/// For how long what a log told is of late: what passes it must have had the time to come again.
Millis lately(const Evidence& evidence);

/// Of late more recipients of others were refused, for reasons that may be a single mail's or mailbox's, than
/// mail was handed on for: how many. A proxy whose mail fails SPF at the old server is refused so.
std::optional<mail::MinuteCount> mass_refusal(const Evidence& evidence, const mail::LogFacts& facts);

/// That the forwarder holds mail, by what its log says of release for `stray_memory` at most, or discarded
/// some of late; without a full stop.
std::optional<std::string> set_aside(const Evidence& evidence, const mail::LogFacts& facts);

/// A way of failing to hand mail on.
struct ForwardTrouble {
  mail::RefusalClass refusal = mail::RefusalClass::for_now;
  mail::ForwardReason reason = mail::ForwardReason::other;
  mail::Tally tally;
};

/// By the forwarder's log; the last of late of those that `is_meant` of reason and class.
template <class IsMeant>
std::optional<ForwardTrouble> forward_trouble(const Evidence& evidence, const mail::LogFacts& facts,
                                              IsMeant is_meant) {
  std::optional<ForwardTrouble> out;
  for (const auto& [key, tally] : facts.failures) {
    const auto& [refusal, reason] = key;
    const bool is_late = tally.last && evidence.now - *tally.last <= lately(evidence);
    if (!is_late || !is_meant(refusal, reason)) continue;
    if (!out || out->tally.last < tally.last) out = ForwardTrouble{refusal, reason, tally};
  }
  return out;
}

/// Likewise where nothing was handed on since.
template <class IsMeant>
std::optional<ForwardTrouble> lasting_trouble(const Evidence& evidence, const mail::LogFacts& facts,
                                              IsMeant is_meant) {
  const auto trouble = forward_trouble(evidence, facts, is_meant);
  const auto sent = mail::tally_of(facts.forwarded, mail::ForwardStatus::sent);
  return trouble && sent.last < trouble->tally.last ? trouble : std::nullopt;
}

/// How many messages failed so since one was handed on, of those whose failures are kept.
std::size_t messages_failing(const mail::LogFacts& facts, const ForwardTrouble& trouble);

/// What was said when a message last failed to be handed on for that reason; empty where it is not kept.
std::string words_of_failure(const mail::LogFacts& facts, const ForwardTrouble& trouble);

}  // namespace cutwatch::cutover
