#include "core/cutover/gates/mail_gates.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/resolver_news.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/cutover/gates/told_lately.hpp"
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
constexpr std::size_t kLongestDetail = 512;

/// That mail goes this way of which nothing can be known.
std::string words_on_untold(const Evidence& evidence, const RoundTrip& trip) {
  const auto* untold = untold_message(evidence, trip, Path::new_path);
  if (untold == nullptr) return "";
  return fmt::format("; nothing is known of {}: {}", text_of(*untold),
                     printable(untold->detail, kLongestDetail));
}

/// Where the message itself was not seen.
std::string_view words_on_teller(const RoundTrip& trip) {
  return trip.is_told_by_reports() ? ", as was reported" : "";
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

Verdict delivers(const Evidence& evidence, const RoundTrip& trip) {
  if (const auto* missing = overdue_message(evidence, trip, Path::new_path)) {
    return fail(fmt::format("{}, has not arrived{}{}", text_of(*missing), missing->detail.empty() ? "" : ": ",
                            printable(missing->detail, kLongestDetail)));
  }
  const auto ended = ended_messages(evidence, trip, Path::new_path);
  if (ended.empty())
    return no_evidence(fmt::format("no message of {} has gone down the new path yet{}{}", trip.id,
                                   words_on_untold(evidence, trip),
                                   words_on_stop(evidence, trip, Path::new_path)));
  const auto* last = ended.front();
  const auto lately = told_lately(evidence, trip);
  if (lately.empty()) {
    return no_evidence(fmt::format("the last one to end was message {} of {}, sent at {}{}{}", last->id,
                                   trip.id, seen_at(last->recorded, evidence.now),
                                   words_on_untold(evidence, trip),
                                   words_on_stop(evidence, trip, Path::new_path)));
  }
  const auto bad = std::ranges::find_if(
      lately, [](const LedgerEntry* entry) { return entry->result != MessageResult::delivered; });
  if (bad != lately.end()) {
    return fail(fmt::format("{}, ended as {}{}{}{}", text_of(**bad), to_string(*(*bad)->result),
                            (*bad)->detail.empty() ? "" : ": ", printable((*bad)->detail, kLongestDetail),
                            words_on_stop(evidence, trip, Path::new_path)));
  }
  if (lately.size() < kLeastMessages)
    return no_evidence(fmt::format("only {}, was delivered lately; two are needed", text_of(*last)));
  if (const auto kind = kind_not_shown(trip, lately))
    return no_evidence(
        fmt::format("no message of {} with the text {} was delivered lately", trip.id, to_string(*kind)));
  if (auto unmended = mending(evidence, trip)) return *std::move(unmended);
  auto good = pass(fmt::format("{}, was delivered{}", text_of(*last), words_on_teller(trip)));
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
