#include "core/metrics/queue_metrics.hpp"

#include "core/cutover/queue/queue_standing.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace cutwatch::metrics {
namespace {

using cutover::QueueStanding;

/// At the look; 0 of an empty queue. Nothing where no message's arrival is known.
std::optional<Millis> oldest_age(const QueueStanding& standing) {
  const auto& facts = *standing.facts;
  if (facts.messages == 0) return Millis{0};
  if (!facts.oldest) return std::nullopt;
  return std::max(Millis{0}, std::chrono::duration_cast<Millis>(*standing.state.last - *facts.oldest));
}

}  // namespace

void add_queue_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state, WallTime now) {
  for (const auto& queue : plan.queues) {
    const auto standing = queue_standing(plan, state, queue.role, now);
    if (!standing || standing->facts == nullptr) continue;
    const std::vector<std::string> labels{plan.label(), std::string(to_string(queue.role))};
    out.add("cutwatch_mta_queue_messages", labels, static_cast<double>(standing->facts->messages));
    if (const auto age = oldest_age(*standing))
      out.add("cutwatch_mta_queue_oldest_age_seconds", labels, seconds_of(*age));
  }
}

}  // namespace cutwatch::metrics
