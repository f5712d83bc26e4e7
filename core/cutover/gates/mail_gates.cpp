#include "core/cutover/gates/mail_gates.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/resolver_news.hpp"
#include "core/cutover/gates/unmended_harm.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

constexpr std::size_t kLeastViews = 2;
constexpr std::uint32_t kLeastReach = 3;
constexpr std::size_t kLongestDetail = 512;
constexpr std::string_view kNoRoundTrip = "no round trip of the plan takes the new path";

std::vector<const RoundTrip*> by_new_path(const Plan& plan) {
  std::vector<const RoundTrip*> trips;
  for (const auto& trip : plan.round_trips) {
    if (std::ranges::find(trip.paths, Path::new_path) != trip.paths.end()) trips.push_back(&trip);
  }
  return trips;
}

/// When a message told what it tells. One that arrived in time may be found long after, when nobody looked.
WallTime told_at(const LedgerEntry& entry, const RoundTrip& trip) {
  const auto ended = entry.ended.value_or(entry.recorded);
  return entry.result == MessageResult::delivered ? std::min(ended, entry.recorded + trip.late_after) : ended;
}

/// Two messages need that many intervals at least to be found, however few evidence counts for.
bool is_within_reach(const Evidence& evidence, WallTime at, Millis interval) {
  auto timing = evidence.plan.timing;
  timing.evidence_age = std::max(timing.evidence_age, kLeastReach);
  return is_fresh(timing, at, interval, evidence.now);
}

/// All that have ended lately, the last to be sent first; none where not one of them did within the time for
/// which evidence counts.
std::vector<const LedgerEntry*> told_lately(const Evidence& evidence, const RoundTrip& trip) {
  auto out = ended_messages(evidence, trip, Path::new_path);
  std::erase_if(out, [&](const LedgerEntry* entry) {
    return is_to_come(entry->recorded, evidence.now) ||
           !is_within_reach(evidence, told_at(*entry, trip), trip.interval);
  });
  const bool is_evidence = std::ranges::any_of(
      out, [&](const LedgerEntry* entry) { return evidence.is_fresh(told_at(*entry, trip), trip.interval); });
  if (!is_evidence) out.clear();
  return out;
}

/// What holds the path up after harm, for as long as that lasts.
std::optional<Verdict> mending(const Evidence& evidence, const RoundTrip& trip) {
  const auto* run = run_of(evidence, trip, Path::new_path);
  if (!has_unmended_harm(evidence, trip)) return std::nullopt;
  if (run == nullptr)
    return no_evidence(fmt::format("{} was refused or lost by the new path, and has no run since", trip.id));
  const auto until = run->since + time_to_mend(evidence, trip);
  if (evidence.now >= until) return std::nullopt;
  return wait_until(until,
                    fmt::format("{} was refused or lost by the new path, and has arrived again only since {}",
                                trip.id, rfc3339(run->since)));
}

std::string text_of(const LedgerEntry& entry) {
  return fmt::format("message {} of {}, sent at {}", entry.id, entry.probe, rfc3339(entry.recorded));
}

Verdict delivers(const Evidence& evidence, const RoundTrip& trip) {
  if (const auto* missing = overdue_message(evidence, trip, Path::new_path)) {
    return fail(fmt::format("{}, has not arrived{}{}", text_of(*missing), missing->detail.empty() ? "" : ": ",
                            printable(missing->detail, kLongestDetail)));
  }
  const auto ended = ended_messages(evidence, trip, Path::new_path);
  if (ended.empty())
    return no_evidence(fmt::format("no message of {} has gone down the new path yet", trip.id));
  const auto* last = ended.front();
  const auto lately = told_lately(evidence, trip);
  if (lately.empty()) {
    return no_evidence(fmt::format("the last one to end was message {} of {}, sent at {}", last->id, trip.id,
                                   seen_at(last->recorded, evidence.now)));
  }
  const auto bad = std::ranges::find_if(
      lately, [](const LedgerEntry* entry) { return entry->result != MessageResult::delivered; });
  if (bad != lately.end()) {
    return fail(fmt::format("{}, ended as {}{}{}", text_of(**bad), to_string(*(*bad)->result),
                            (*bad)->detail.empty() ? "" : ": ", printable((*bad)->detail, kLongestDetail)));
  }
  if (lately.size() < kLeastMessages)
    return no_evidence(fmt::format("only {}, was delivered lately; two are needed", text_of(*last)));
  if (auto unmended = mending(evidence, trip)) return *std::move(unmended);
  auto good = pass(fmt::format("{}, was delivered", text_of(*last)));
  good.evidence_at = told_at(*last, trip);
  return good;
}

/// Whether the run of deliveries has lasted for long enough.
Verdict verified_by_run(const Evidence& evidence, const RoundTrip& trip) {
  if (!evidence.standing.switched_by) return fail("not every name server has switched");
  const auto* run = run_of(evidence, trip, Path::new_path);
  if (run == nullptr) return no_evidence(fmt::format("{} has no run of messages", trip.id));
  if (is_to_come(run->last, evidence.now)) {
    return no_evidence(
        fmt::format("the run of {} has lasted until {}", trip.id, seen_at(run->last, evidence.now)));
  }
  const auto from = *evidence.standing.switched_by + evidence.plan.timing.verify_after;
  const auto since = std::max(run->since, from);
  const auto until = since + evidence.plan.timing.verify_for;
  if (run->last < from) {
    return wait_until(from + evidence.plan.timing.verify_for,
                      fmt::format("mail by the new path counts from {} on", rfc3339(from)));
  }
  // Only mail that has arrived is proof: not the time since.
  if (run->last < until) {
    return wait_until(until,
                      fmt::format("{} has delivered by the new path since {}", trip.id, rfc3339(since)));
  }
  return pass(
      fmt::format("{} has delivered every message by the new path since {}", trip.id, rfc3339(since)));
}

Verdict verified(const Evidence& evidence, const RoundTrip& trip) {
  auto lately = delivers(evidence, trip);
  if (lately.kind == VerdictKind::fail || lately.kind == VerdictKind::no_evidence) return lately;
  return both(verified_by_run(evidence, trip), std::move(lately));
}

/// Over the round trips that take the new path.
template <class Judge>
Verdict over_trips(const Evidence& evidence, Judge judge) {
  const auto trips = by_new_path(evidence.plan);
  if (trips.empty()) return no_evidence(std::string(kNoRoundTrip));
  auto verdict = judge(evidence, *trips.front());
  for (std::size_t i = 1; i < trips.size(); ++i)
    verdict = both(std::move(verdict), judge(evidence, *trips[i]));
  return verdict;
}

Verdict views(const Evidence& evidence, const RecordEvidence& of) {
  std::set<std::string> operators;
  for (const auto& resolver : of.assessment.resolvers) {
    const bool is_new = said_lately(evidence, of, resolver) == dns::AnswerState::new_stage;
    if (is_new && !resolver.suspicion) operators.insert(resolver.resolver->operator_id);
  }
  if (operators.size() >= kLeastViews)
    return pass(fmt::format("resolvers of {} operators lead there", operators.size()));
  return no_evidence(fmt::format("resolvers of {} operators have {} as published; two are needed",
                                 operators.size(), cutover::text_of(of.record)));
}

}  // namespace

Verdict judge_new_path_delivers(const Evidence& evidence) { return over_trips(evidence, delivers); }

Verdict judge_new_path_verified(const Evidence& evidence) {
  return both(over_trips(evidence, verified), over_records(evidence, evidence.changed_in(Step::switch_over),
                                                           "no record of the plan changes", views));
}

}  // namespace cutwatch::cutover
