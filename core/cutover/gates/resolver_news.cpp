#include "core/cutover/gates/resolver_news.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool is_heard(const Evidence& evidence, const RecordEvidence& of, const ResolverAssessment& resolver) {
  return resolver.view != nullptr && resolver.view->last && resolver.view->last->answer &&
         evidence.is_fresh(resolver.view->last->at, of.record.interval);
}

}  // namespace

bool is_accepted(const Plan& plan, const dns::Resolver& resolver) {
  return std::ranges::find(plan.accepted, resolver.id, &Acceptance::id) != plan.accepted.end();
}

std::optional<dns::AnswerState> said_lately(const Evidence& evidence, const RecordEvidence& of,
                                            const ResolverAssessment& resolver) {
  if (!is_heard(evidence, of, resolver)) return std::nullopt;
  if (resolver.state) return resolver.state;
  const auto& last = *resolver.view->last->answer;
  const bool was_target =
      last.is_definite() && last.rrset == of.record.stages.at(of.assessment.target) && !resolver.kept;
  return was_target ? std::optional(dns::AnswerState::new_stage) : std::nullopt;
}

}  // namespace cutwatch::cutover
