#include "core/cutover/expectation.hpp"

#include "core/cutover/released.hpp"

#include <algorithm>
#include <ranges>
#include <string>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

bool passes(const CutoverAssessment& assessed, Step step, std::string_view id) {
  const auto* gate = find_gate(assessed.gates, step, id);
  return gate != nullptr && gate->verdict.kind == VerdictKind::pass;
}

/// The bounds have passed by now, and each that there is had passed by then.
bool was_expired(const CutoverAssessment& assessed, WallTime at) {
  const auto lived = [&](const RecordAssessment& record) {
    const auto& bound = record.bounds.old_host;
    return bound && *bound && (*bound)->at > at;
  };
  return passes(assessed, Step::retire_old, "old_host_expired") &&
         std::ranges::none_of(assessed.records, lived);
}

/// The old server itself refused one that was sent before then, when it might.
bool was_seen_locked(const DomainState& state, WallTime at) {
  return std::ranges::any_of(state.mail->ended, [&](const auto& entry) {
    return entry->path == to_string(Path::old_path) && entry->recorded < at &&
           entry->disposition == mail::SmtpDisposition::refused &&
           is_refused_on_purpose(*entry, *state.chronicle);
  });
}

OldServerFacts facts_at(const DomainState& state, const CutoverAssessment& assessed, WallTime at) {
  return {.phase = assessed.phase,
          .is_expired = was_expired(assessed, at),
          .is_released = was_old_server_released(*state.chronicle, at),
          .is_locked = passes(assessed, Step::done, "lock_in_place") || was_seen_locked(state, at)};
}

/// Nobody is led to a submission by DNS, and no lock of the exchanger concerns it.
OldServerFacts of_submission(OldServerFacts facts) {
  facts.is_expired = false;
  facts.is_locked = false;
  return facts;
}

ExpectedOutcome expected_at(const Plan& plan, const DomainState& state, const CutoverAssessment& assessed,
                            const RoundTrip& trip, Path path, WallTime at) {
  const auto facts = facts_at(state, assessed, at);
  if (trip.entrance == mail::Entrance::exchanger) return expected_outcome(plan.kind, path, facts);
  const auto expected = expected_outcome(plan.kind, path, of_submission(facts));
  return expected == ExpectedOutcome::accept_or_defer ? ExpectedOutcome::accept : expected;
}

/// Real senders' mail may still go to the old server, which may refuse it when no honest cache leads there.
ExpectedOutcome expected_of(const Plan& plan, const DomainState& state, const CutoverAssessment& assessed,
                            const RoundTrip& trip, Path path, const LedgerEntry& entry) {
  if (entry.way && entry.way->answered_path() == to_string(Path::old_path)) {
    const auto of_old = expected_at(plan, state, assessed, trip, Path::old_path, entry.recorded);
    return of_old == ExpectedOutcome::refuse ? ExpectedOutcome::either : of_old;
  }
  return expected_at(plan, state, assessed, trip, path, entry.recorded);
}

/// Of each path some messages are remembered.
const LedgerEntry* last_ended(const MailState& state, const ProbePath& path, MessageResult result) {
  const auto newest_first = state.ended | std::views::reverse;
  const auto last = std::ranges::find_if(newest_first, [&](const auto& entry) {
    return entry->probe == path.probe && entry->path == path.path && entry->result == result;
  });
  return last == newest_first.end() ? nullptr : &**last;
}

}  // namespace

ExpectedOutcome expected_now(const Plan& plan, const DomainState& state, const CutoverAssessment& assessed,
                             const RoundTrip& trip, Path path, WallTime now) {
  return expected_at(plan, state, assessed, trip, path, now);
}

std::optional<bool> is_last_as_expected(const Plan& plan, const DomainState& state,
                                        const CutoverAssessment& assessed, const RoundTrip& trip, Path path) {
  const ProbePath of{trip.id, std::string(to_string(path))};
  const auto totals = state.mail->totals.find(of);
  const auto last = totals == state.mail->totals.end() ? std::nullopt : totals->second.last_result;
  if (!last || last == MessageResult::untold) return std::nullopt;
  const auto* entry = last_ended(*state.mail, of, *last);
  if (entry == nullptr) return last == MessageResult::delivered;
  return is_as_expected(expected_of(plan, state, assessed, trip, path, *entry), *entry);
}

}  // namespace cutwatch::cutover
