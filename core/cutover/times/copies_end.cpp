#include "core/cutover/times/copies_end.hpp"

#include "core/cutover/record/published.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

TimeProof endless(std::string_view gate, std::string text) {
  return {.gate = gate, .hold_up = HoldUp::endless, .text = std::move(text)};
}

std::string unheard(const RecordEvidence& of) {
  const auto& waits_for = of.assessment.bounds.unseen.error().waits_for;
  return waits_for.empty() ? fmt::format("nothing is known of {}", text_of(of.record))
                           : fmt::format("{} has never said what it publishes for {}",
                                         text_of(waits_for.front()), text_of(of.record));
}

/// Copies from before the first look, or with a TTL from before it was lowered, may outlive the last ones.
std::optional<dns::Bound> later_bound(const RecordBounds& bounds, WallTime end) {
  std::optional<dns::Bound> later;
  const auto raise = [&](const dns::BoundResult& bound) {
    if (bound && bound->at > end && (!later || later->at < bound->at)) later = *bound;
  };
  raise(bounds.unseen);
  if (bounds.lowered) raise(*bounds.lowered);
  return later;
}

}  // namespace

TimeProof copies_end(const Evidence& evidence, const RecordEvidence& of, const SupposedChange& change,
                     Seconds ttl) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return endless(change.gate, heard.error().evidence);
  const auto& bounds = of.assessment.bounds;
  if (!bounds.unseen) return endless(change.gate, unheard(of));
  const auto margin = of.record.bounds.margin + bounds.lag;
  const auto end = change.at + ttl + margin;
  if (const auto later = later_bound(bounds, end)) {
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

}  // namespace cutwatch::cutover
