#include "core/cutover/gates/mail_gates.hpp"

#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/resolver_news.hpp"
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
constexpr std::string_view kNoRoundTrip = "no round trip of the plan takes the new path";

std::vector<const RoundTrip*> by_new_path(const Plan& plan) {
  std::vector<const RoundTrip*> trips;
  for (const auto& trip : plan.round_trips) {
    if (std::ranges::find(trip.paths, Path::new_path) != trip.paths.end()) trips.push_back(&trip);
  }
  return trips;
}

bool is_of(const LedgerEntry& entry, const RoundTrip& trip) {
  return entry.probe == trip.id && entry.path == to_string(Path::new_path);
}

/// The one that was sent last of those that have ended.
const LedgerEntry* last_ended(const MailState& mail, const RoundTrip& trip) {
  const LedgerEntry* last = nullptr;
  for (const auto& entry : mail.ended) {
    if (is_of(*entry, trip) && (last == nullptr || last->recorded <= entry->recorded)) last = &*entry;
  }
  return last;
}

/// One that should be there by now.
const LedgerEntry* overdue(const Evidence& evidence, const RoundTrip& trip) {
  for (const auto& [id, entry] : evidence.state.mail->in_flight) {
    if (is_of(entry, trip) && evidence.now - entry.recorded > trip.late_after) return &entry;
  }
  return nullptr;
}

std::string text_of(const LedgerEntry& entry) {
  return fmt::format("message {} of {}, sent at {}", entry.id, entry.probe, rfc3339(entry.recorded));
}

Verdict delivers(const Evidence& evidence, const RoundTrip& trip) {
  if (const auto* missing = overdue(evidence, trip)) {
    return fail(fmt::format("{}, has not arrived{}{}", text_of(*missing), missing->detail.empty() ? "" : ": ",
                            printable(missing->detail, kLongestDetail)));
  }
  const auto* last = last_ended(*evidence.state.mail, trip);
  if (last == nullptr)
    return no_evidence(fmt::format("no message of {} has gone down the new path yet", trip.id));
  if (!evidence.is_fresh(last->recorded, trip.interval))
    return no_evidence(fmt::format("the last one to end was {}", text_of(*last)));
  if (last->result != MessageResult::delivered) {
    return fail(fmt::format("{}, ended as {}{}{}", text_of(*last), to_string(*last->result),
                            last->detail.empty() ? "" : ": ", printable(last->detail, kLongestDetail)));
  }
  auto good = pass(fmt::format("{}, was delivered", text_of(*last)));
  good.evidence_at = last->recorded;
  return good;
}

Verdict verified(const Evidence& evidence, const RoundTrip& trip) {
  auto lately = delivers(evidence, trip);
  if (lately.kind != VerdictKind::pass) return lately;
  if (!evidence.standing.switched_by) return fail("not every name server has switched");
  const auto run = evidence.state.mail->runs.find({trip.id, std::string(to_string(Path::new_path))});
  if (run == evidence.state.mail->runs.end())
    return no_evidence(fmt::format("{} has no run of messages", trip.id));
  const auto from = *evidence.standing.switched_by + evidence.plan.timing.verify_after;
  const auto since = std::max(run->second.since, from);
  const auto until = since + evidence.plan.timing.verify_for;
  if (run->second.last < from) {
    return wait_until(from + evidence.plan.timing.verify_for,
                      fmt::format("mail by the new path counts from {} on", rfc3339(from)));
  }
  // Only mail that has arrived is proof: not the time since.
  if (run->second.last < until) {
    return wait_until(until,
                      fmt::format("{} has delivered by the new path since {}", trip.id, rfc3339(since)));
  }
  auto proven =
      pass(fmt::format("{} has delivered every message by the new path since {}", trip.id, rfc3339(since)));
  proven.evidence_at = lately.evidence_at;
  return proven;
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
