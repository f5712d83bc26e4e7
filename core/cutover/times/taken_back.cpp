#include "core/cutover/times/taken_back.hpp"

#include "core/cutover/record/published.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// The last of the bounds of all records that were switched; a name server that has not been seen off the new
/// ones stands in its way.
dns::BoundResult copies_end(const Evidence& evidence) {
  std::optional<dns::Bound> last;
  for (const auto& of : evidence.changed_in(Step::switch_over)) {
    const auto& bound = of.assessment.bounds.changed;
    if (!bound) continue;
    if (!*bound) return *bound;
    if (!last || last->at < (*bound)->at) last = **bound;
  }
  return last ? dns::BoundResult(*last) : std::unexpected(dns::NoBound{});
}

std::string sentence_of(const TakenBack& taken, const dns::BoundResult& end, WallTime now) {
  const auto begin = "The new records were taken back" + (taken.at ? " at " + rfc3339(*taken.at) : "");
  if (!end) {
    const auto& waits_for = end.error().waits_for;
    return fmt::format(
        "{}; until when copies of them live cannot be told{}: leave the new server on.", begin,
        waits_for.empty() ? "" : ", " + text_of(waits_for.front()) + " was not seen without them");
  }
  if (end->at <= now) return fmt::format("{}; the last copies of them ended by {}.", begin, rfc3339(end->at));
  return fmt::format("{}; copies of them may live until {}: leave the new server on until then.", begin,
                     rfc3339(end->at));
}

}  // namespace

std::optional<TakenBack> taken_back(const Evidence& evidence) {
  if (!evidence.standing.is_rolled_back) return std::nullopt;
  TakenBack taken{.at = evidence.standing.back_at, .sentence = {}};
  const auto end = copies_end(evidence);
  if (end) taken.copies_until = end->at;
  taken.sentence = sentence_of(taken, end, evidence.now);
  return taken;
}

}  // namespace cutwatch::cutover
