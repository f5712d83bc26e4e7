#include "core/snapshot/queue_state.hpp"

#include <chrono>
#include <cstddef>
#include <utility>

namespace cutwatch {
namespace {

QueuePoint point_of(WallTime at, const mail::QueueFacts& facts) {
  return {.at = at,
          .messages = facts.messages,
          .staying = facts.staying - facts.staying_held,
          .staying_own = facts.staying_own - facts.staying_own_held};
}

/// How wide the curve would be apart there without that point, by how long ago it is.
double width_without(const std::vector<QueuePoint>& curve, std::size_t index) {
  const std::chrono::duration<double> width = curve[index + 1].at - curve[index - 1].at;
  const std::chrono::duration<double> ago = curve.back().at - curve[index].at;
  return width / ago;
}

/// Takes away the point that is missed least: what is long past is known at wide steps, in proportion.
void thin(std::vector<QueuePoint>& curve) {
  std::size_t least = 1;
  for (std::size_t i = 2; i + 1 < curve.size(); ++i) {
    if (width_without(curve, i) < width_without(curve, least)) least = i;
  }
  curve.erase(curve.begin() + static_cast<std::ptrdiff_t>(least));
}

}  // namespace

QueueState with_look(QueueState known, const QueueLooked& look) {
  if (!look.facts) {
    known.failure = look.facts.error();
    return known;
  }
  known.failure.reset();
  known.last = look.at;
  known.facts = *look.facts;
  std::erase_if(known.curve, [&](const QueuePoint& point) {
    return point.at >= look.at || look.at - point.at > kQueueCurveReach;
  });
  // The end of a list that was cut is not known: the queue was longer than that.
  if (!look.facts->is_cut) known.curve.push_back(point_of(look.at, *look.facts));
  if (known.curve.size() > kMostQueuePoints) thin(known.curve);
  return known;
}

}  // namespace cutwatch
