#include "core/cutover/gates/queue_gate.hpp"

#include "core/cutover/queue/queue_standing.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

/// Where most of it is to go, and what is told there.
std::string most_for(const mail::QueueFacts& facts) {
  const auto most =
      std::ranges::max_element(facts.destinations, {}, [](const auto& each) { return each.second.messages; });
  if (most == facts.destinations.end()) return {};
  const auto& [name, waiting] = *most;
  return fmt::format(", most for {}{}", name.empty() ? "an address without a domain" : printable(name, 128),
                     waiting.reason.empty() ? "" : fmt::format(" ({})", printable(waiting.reason, 128)));
}

std::string words_of(const Plan& plan, const InTheWay& way, const mail::QueueFacts& facts) {
  const auto what = counted(way.messages, "message");
  return fmt::format("the old server's queue holds {}{} that {}{}", what,
                     plan.kind == Kind::proxy ? " for the domain" : "", way.messages == 1 ? "stays" : "stay",
                     most_for(facts));
}

Verdict of_what_stays(const Evidence& evidence, const InTheWay& way, const mail::QueueFacts& facts) {
  const auto words = words_of(evidence.plan, way, facts);
  if (way.held > 0)
    return fail(fmt::format("{}; {} of them on hold, and will never leave: release or delete {}", words,
                            way.held, way.held == 1 ? "it" : "them"));
  switch (way.drain.state) {
    case DrainState::draining:
      return wait_until(std::max(*way.drain.ends_at, evidence.now),
                        fmt::format("{}; at its pace of {:.3g} an hour it is empty about {}, by estimate",
                                    words, *way.drain.per_hour, rfc3339_seconds(*way.drain.ends_at)));
    case DrainState::standing: return fail(fmt::format("{}; it is not draining", words));
    case DrainState::empty:
    case DrainState::unknown: break;
  }
  return fail(fmt::format("{}; it has not been looked at for long enough to tell when it is empty", words));
}

Verdict judged(const Evidence& evidence, const QueueStanding& standing) {
  const auto& facts = *standing.facts;
  if (facts.is_cut)
    return fail(fmt::format("the old server's queue holds more than {}, the first of which are read",
                            counted(facts.messages, "message")));
  const auto way = in_the_way(evidence.plan, standing);
  if (way.messages > 0) return of_what_stays(evidence, way, facts);
  return pass(fmt::format(
      "the old server's queue held nothing{} that stays at {}{}",
      evidence.plan.kind == Kind::proxy ? " for the domain" : "", rfc3339(*standing.state.last),
      facts.messages == 0 ? std::string() : fmt::format("; {} in all", counted(facts.messages, "message"))));
}

}  // namespace

Verdict judge_old_queue_empty(const Evidence& evidence) {
  const auto standing = queue_standing(evidence.plan, evidence.state, ServerRole::old_server, evidence.now);
  if (!standing) return no_evidence("nobody looks at the old server's queue (cutover.server queue)");
  if (standing->facts == nullptr) return no_evidence(standing->trouble);
  auto verdict = judged(evidence, *standing);
  verdict.evidence = printable(verdict.evidence, 512);
  verdict.evidence_at = standing->state.last;
  return verdict;
}

}  // namespace cutwatch::cutover
