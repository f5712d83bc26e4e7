#include "core/cutover/gates/copy_gates.hpp"

#include "core/cutover/gates/bound_verdict.hpp"
#include "core/cutover/gates/left_out.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/resolver_news.hpp"
#include "core/cutover/record/published.hpp"
#include "core/dns/cache_entry.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace cutwatch::cutover {
namespace {

constexpr std::string_view kNoneLeaves = "no record of the plan leaves the old server";

bool leads_to_old_host(const WatchedRecord& record, const dns::RrSet& rrset) {
  return names(record.bounds.old_host, record.question, rrset);
}

std::string kept_by(const RecordEvidence& of, const ResolverAssessment& resolver) {
  const auto news = news_since_kept(of, resolver);
  const auto since = news == 0 ? fmt::format("has not shown {} since", text_of(of.record))
                               : fmt::format(
                                     "{} of the {} answers since that would have met another of its "
                                     "caches show {}",
                                     news, dns::kAnswersBeforeASurprise, text_of(of.record));
  return fmt::format("{} kept {} past the end of its TTL, and {}", resolver.resolver->id,
                     resolver.kept->rrset.text(), since);
}

/// What one resolver holds; nullopt when it says nothing, or nothing lately.
std::optional<Verdict> held_by(const Evidence& evidence, const RecordEvidence& of,
                               const ResolverAssessment& resolver) {
  const auto& id = resolver.resolver->id;
  if (resolver.old_expires && *resolver.old_expires > evidence.now && !resolver.kept) {
    return wait_until(*resolver.old_expires, fmt::format("{} holds an old copy of {} until {}", id,
                                                         text_of(of.record), rfc3339(*resolver.old_expires)));
  }
  using enum dns::AnswerState;
  if (resolver.state == old_stage || resolver.state == mixed || resolver.state == other)
    return fail(fmt::format("{} does not hold {} as published: {}", id, text_of(of.record),
                            dns::to_string(*resolver.state)));
  if (is_keeping(of, resolver)) return fail(kept_by(of, resolver));
  if (gave_old_late(evidence, of, resolver))
    return fail(fmt::format("{} gave {} for {} at {}, when no copy of it should have been left", id,
                            resolver.view->last->answer->rrset.text(), text_of(of.record),
                            rfc3339(resolver.view->last->at)));
  if (said_lately(evidence, of, resolver) != new_stage) return std::nullopt;
  auto clean = pass("");
  clean.evidence_at = resolver.view->last->at;
  return clean;
}

Verdict none_live(const Evidence& evidence, const RecordEvidence& of) {
  if (of.assessment.is_own_network_down)
    return no_evidence("this host does not get through to the resolvers");
  std::optional<Verdict> verdict;
  std::size_t heard = 0;
  std::size_t asked = 0;
  for (const auto& resolver : of.assessment.resolvers) {
    if (is_accepted(evidence.plan, *resolver.resolver)) continue;
    ++asked;
    auto held = held_by(evidence, of, resolver);
    if (!held) continue;
    ++heard;
    verdict = verdict ? both(*std::move(verdict), *std::move(held)) : std::move(held);
  }
  const auto left_out = without_accepted_resolvers(evidence, of);
  if (!verdict)
    return no_evidence(fmt::format("no resolver has answered for {} lately{}", text_of(of.record), left_out));
  if (verdict->kind == VerdictKind::pass)
    verdict->evidence =
        fmt::format("{} of {} resolvers hold {} as published{}{}", heard, asked, text_of(of.record),
                    heard < asked ? ", the others say nothing" : "", left_out);
  return *std::move(verdict);
}

/// What belongs to the old server itself and goes with it: no mail is led to it by that alone.
bool stays_till_retired(const Plan& plan, const WatchedRecord& record) {
  return is_about_old_host(plan, record) &&
         leads_to_old_host(record, record.stages.at(stage_after(plan, record, Step::remove_old)));
}

}  // namespace

std::vector<RecordEvidence> leaving_old_host(const Evidence& evidence, Step before) {
  std::vector<RecordEvidence> out;
  for (const auto& each : evidence.records) {
    const auto leads = [&](const dns::RrSet& stage) { return leads_to_old_host(each.record, stage); };
    if (before <= Step::retire_old && stays_till_retired(evidence.plan, each.record)) continue;
    if (std::ranges::any_of(each.record.stages, leads) && !leads(each.record.stages.back()))
      out.push_back(each);
  }
  return out;
}

Verdict previous_stage_expired(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  const auto stage = stage_after(evidence.plan, of.record, Step::switch_over);
  for (const auto& [server, version, now] : published(of.record, of.state)) {
    if (now && *now >= stage) continue;
    return fail(
        fmt::format("{} publishes {} for {}", text_of(server), version->rrset.text(), text_of(of.record)));
  }
  const auto bound = of.assessment.bounds.before_stage(stage);
  if (!bound) return no_evidence(fmt::format("{} was not seen to change", text_of(of.record)));
  return bound_verdict(evidence, of, *bound, *heard, fmt::format("old copies of {}", text_of(of.record)));
}

Verdict old_host_expired(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    if (!leads_to_old_host(of.record, version->rrset)) continue;
    return fail(fmt::format("{} publishes {} for {}, which leads to the old server", text_of(server),
                            version->rrset.text(), text_of(of.record)));
  }
  const auto& bound = of.assessment.bounds.old_host;
  if (!bound)
    return no_evidence(fmt::format("nothing tells when the last copy of {} ends", text_of(of.record)));
  return bound_verdict(evidence, of, *bound, *heard,
                       fmt::format("copies of {} that lead to the old server", text_of(of.record)));
}

Verdict judge_previous_stage_expired(const Evidence& evidence) {
  return over_records(evidence, evidence.changed_in(Step::switch_over), "no record of the plan changes",
                      previous_stage_expired);
}

Verdict judge_old_host_expired(const Evidence& evidence) {
  return over_records(evidence, leaving_old_host(evidence, Step::retire_old), kNoneLeaves, old_host_expired);
}

Verdict judge_all_old_host_expired(const Evidence& evidence) {
  return over_records(evidence, leaving_old_host(evidence, Step::done), kNoneLeaves, old_host_expired);
}

Verdict judge_no_live_copies(const Evidence& evidence) {
  return over_records(evidence, leaving_old_host(evidence, Step::retire_old), kNoneLeaves, none_live);
}

}  // namespace cutwatch::cutover
