#include "core/cutover/times/copies_end.hpp"

#include "core/cutover/record/published.hpp"
#include "core/cutover/record/waited_for.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

TimeProof endless(std::string_view gate, std::string text) {
  return {.gate = gate, .hold_up = HoldUp::endless, .text = std::move(text)};
}

std::string unheard(const RecordEvidence& of) {
  const auto& none = of.assessment.bounds.unseen.error();
  if (none.waits_for.empty()) return fmt::format("nothing is known of {}", text_of(of.record));
  if (is_listed_waited_for(of.state, none))
    return fmt::format("{} has never said what it publishes for {}",
                       text_of(first_waited_for(of.state, none)), text_of(of.record));
  return waited_for(of.state, none);
}

/// Copies of what was published earlier may outlive the last ones: it had a higher TTL, or nobody saw it.
std::optional<dns::Bound> later_bound(const dns::BoundResult& unseen, const dns::BoundResult& earlier,
                                      WallTime end) {
  std::optional<dns::Bound> later;
  for (const auto* bound : {&unseen, &earlier}) {
    if (*bound && (*bound)->at > end && (!later || later->at < (*bound)->at)) later = **bound;
  }
  return later;
}

TimeProof end_of(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                 Seconds ttl, const dns::BoundResult& earlier) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return endless(change.gate, heard.error().evidence);
  const auto& bounds = of.assessment.bounds;
  if (!bounds.unseen) return endless(change.gate, unheard(of));
  const auto margin = of.record.bounds.margin + bounds.lag;
  const auto end = change.at + ttl + margin;
  if (const auto later = later_bound(bounds.unseen, earlier, end)) {
    return {.gate = change.gate,
            .hold_up = HoldUp::time,
            .text = fmt::format("{} at {}: earlier copies of {} may live until {} ({})", change.words,
                                rfc3339(change.at), text_of(of.record), rfc3339(later->at),
                                to_string(later->basis)),
            .until = later->at};
  }
  return {.gate = change.gate,
          .hold_up = HoldUp::time,
          .text = fmt::format("{} at {}: copies of {} with its TTL of {} s may live until {}", change.words,
                              rfc3339(change.at), text_of(of.record), ttl.count(), rfc3339(end)),
          .until = end};
}

}  // namespace

TimeProof copies_end(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                     Seconds ttl) {
  const auto& lowered = of.assessment.bounds.lowered;
  return end_of(evidence, of, change, ttl, lowered.value_or(dns::BoundResult(std::unexpect)));
}

TimeProof copies_end(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                     Seconds ttl, std::size_t comes_back) {
  return end_of(evidence, of, change, ttl, gone_bound(of.record, of.state, comes_back));
}

}  // namespace cutwatch::cutover
