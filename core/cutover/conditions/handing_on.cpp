#include "core/cutover/conditions/log_conditions.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "core/cutover/gates/server_logs.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::ForwardReason;
using mail::LogFacts;
using mail::RefusalClass;

constexpr std::size_t kMostToldWords = 512;

bool is_of_late(const Evidence& evidence, const mail::Tally& tally) {
  return tally.last && evidence.now - *tally.last <= lately(evidence);
}

/// What a server took and nobody will find.
std::optional<Finding> mail_is_kept(const Evidence& evidence, const LogFacts& facts) {
  if (is_of_late(evidence, facts.kept_here))
    return Finding{fmt::format("by its log the proxy delivers the domain's mail itself, last at {}",
                               rfc3339(*facts.kept_here.last))};
  auto aside = set_aside(evidence, facts);
  if (!aside) return std::nullopt;
  const bool is_lost = is_of_late(evidence, facts.discarded);
  return Finding{*std::move(aside), is_lost ? std::nullopt : std::optional(Severity::warning)};
}

/// Refusals of the proxy and a host that is down have conditions of their own.
bool is_without_condition(ForwardReason reason) {
  return reason == ForwardReason::tls || reason == ForwardReason::loop || reason == ForwardReason::other;
}

std::optional<Finding> mail_fails(const Evidence& evidence, const LogFacts& facts) {
  if (const auto refused = mass_refusal(evidence, facts))
    return Finding{fmt::format("by the proxy's log the old server refused {} of others of late, and took {}",
                               counted(refused->refused, "recipient"), refused->passed_on)};
  const auto trouble = lasting_trouble(
      evidence, facts, [](RefusalClass, ForwardReason reason) { return is_without_condition(reason); });
  if (!trouble) return std::nullopt;
  const bool are_many = trouble->refusal == RefusalClass::for_good && messages_failing(facts, *trouble) >= 2;
  auto words =
      fmt::format("by its log the proxy has handed on nothing since mail failed at {} ({}, {}): {}; {}",
                  rfc3339(*trouble->tally.last), to_string(trouble->refusal), to_string(trouble->reason),
                  words_of_failure(facts, *trouble), what_to_do(trouble->reason));
  return Finding{std::move(words), are_many ? std::nullopt : std::optional(Severity::warning)};
}

}  // namespace

std::optional<Finding> mail_not_handed_on(const Evidence& evidence) {
  if (evidence.plan.kind != Kind::proxy || !has_log(evidence.plan, ServerRole::new_server))
    return std::nullopt;
  const auto facts = told_by_logs(evidence, ServerRole::new_server);
  auto found = mail_is_kept(evidence, facts);
  auto failing = mail_fails(evidence, facts);
  // What waits only does not hide what bounces.
  const bool is_worse = failing && !failing->severity && found && found->severity;
  if (!found || is_worse) found = std::move(failing);
  if (!found) return std::nullopt;
  found->evidence = printable(found->evidence, kMostToldWords);
  if (evidence.standing.phase < Phase::switching) found->severity = Severity::warning;
  return found;
}

}  // namespace cutwatch::cutover
