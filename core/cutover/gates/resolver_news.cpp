#include "core/cutover/gates/resolver_news.hpp"

#include "core/dns/cache_entry.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace cutwatch::cutover {
namespace {

bool is_heard(const Evidence& evidence, const RecordEvidence& of, const ResolverAssessment& resolver) {
  return resolver.view != nullptr && resolver.view->last && resolver.view->last->answer &&
         evidence.is_fresh(resolver.view->last->at, of.record.interval);
}

bool is_old(const RecordEvidence& of, const dns::RrSet& rrset) {
  const auto stage = dns::stage_of(of.record.stages, rrset);
  return stage && *stage != of.assessment.target;
}

/// When it last showed what is old, whichever stage that was.
WallTime last_old(const RecordEvidence& of, const ResolverAssessment& resolver) {
  auto last = resolver.kept->last_seen;
  for (const auto& holding : resolver.view->holdings) {
    if (is_old(of, holding.rrset)) last = std::max(last, holding.sightings.back().received);
  }
  return last;
}

const dns::Holding* target_shown(const RecordEvidence& of, const ResolverAssessment& resolver) {
  const auto& holdings = resolver.view->holdings;
  const auto found =
      std::ranges::find(holdings, of.record.stages.at(of.assessment.target), &dns::Holding::rrset);
  return found == holdings.end() ? nullptr : &*found;
}

/// By name, when the caches that gave old data that no honest one can hold last did so; nullopt where one
/// gave no name.
std::optional<std::map<std::string, WallTime>> keepers(const RecordEvidence& of,
                                                       const ResolverAssessment& resolver) {
  const auto& bound = of.assessment.bounds.changed;
  if (!bound || !*bound) return std::nullopt;
  std::map<std::string, WallTime> out;
  for (const auto& holding : resolver.view->holdings) {
    if (!is_old(of, holding.rrset)) continue;
    for (const auto& each : holding.sightings) {
      if (each.sent < (*bound)->at) continue;
      if (!each.nsid) return std::nullopt;
      out[*each.nsid] = std::max(out[*each.nsid], each.received);
    }
  }
  return out;
}

/// A name that shows the new data, and old ones again, is that of several caches.
bool has_changed_to(const dns::Holding& target, const std::string& nsid, WallTime last_old) {
  bool is_new = false;
  for (const auto& each : target.sightings) {
    if (each.nsid != nsid) continue;
    if (each.received <= last_old) return false;
    is_new = true;
  }
  return is_new;
}

/// Whether the caches that gave the old data give names of their own, and each has shown the target since.
bool has_each_shown(const RecordEvidence& of, const ResolverAssessment& resolver,
                    const dns::Holding& target) {
  const auto& view = *resolver.view;
  const auto known = keepers(of, resolver);
  if (!known || known->empty() || view.instances.size() < std::max(view.most_interleaved, resolver.caches))
    return false;
  return std::ranges::all_of(
      *known, [&](const auto& each) { return has_changed_to(target, each.first, each.second); });
}

}  // namespace

bool is_accepted(const Plan& plan, const dns::Resolver& resolver) {
  return std::ranges::find(plan.accepted, resolver.id, &Acceptance::id) != plan.accepted.end();
}

bool is_keeping(const RecordEvidence& of, const ResolverAssessment& resolver) {
  if (!resolver.kept || news_since_kept(of, resolver) >= dns::kAnswersBeforeASurprise) return false;
  const auto* target = target_shown(of, resolver);
  return target == nullptr || !has_each_shown(of, resolver, *target);
}

bool gave_old_late(const Evidence& evidence, const RecordEvidence& of, const ResolverAssessment& resolver) {
  const auto& bound = of.assessment.bounds.changed;
  if (!bound || !*bound || !is_heard(evidence, of, resolver)) return false;
  const auto& last = *resolver.view->last;
  return last.at >= (*bound)->at && last.answer->is_definite() && is_old(of, last.answer->rrset);
}

std::size_t news_since_kept(const RecordEvidence& of, const ResolverAssessment& resolver) {
  const auto* target = target_shown(of, resolver);
  if (!resolver.kept || target == nullptr) return 0;
  const auto since = last_old(of, resolver);
  return static_cast<std::size_t>(std::ranges::count_if(
      target->sightings, [&](const dns::Sighting& each) { return each.received > since; }));
}

std::optional<dns::AnswerState> said_lately(const Evidence& evidence, const RecordEvidence& of,
                                            const ResolverAssessment& resolver) {
  if (!is_heard(evidence, of, resolver)) return std::nullopt;
  if (resolver.state) return resolver.state;
  const auto& last = *resolver.view->last->answer;
  const bool was_target = last.is_definite() && last.rrset == of.record.stages.at(of.assessment.target) &&
                          !is_keeping(of, resolver);
  return was_target ? std::optional(dns::AnswerState::new_stage) : std::nullopt;
}

}  // namespace cutwatch::cutover
