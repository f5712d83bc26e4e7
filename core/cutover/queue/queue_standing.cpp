#include "core/cutover/queue/queue_standing.hpp"

#include "core/cutover/record/freshness.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kLongestDetail = 256;

const QueueState& state_of(const DomainState& state, const ServerQueue& queue) {
  static const QueueState kNothing;
  const auto known = state.queues.find({std::string(to_string(queue.role)), queue.source()});
  return known == state.queues.end() ? kNothing : *known->second;
}

std::string trouble_of(const Plan& plan, const ServerQueue& queue, const QueueState& known, WallTime now) {
  if (known.last && is_fresh(plan.timing, *known.last, queue.interval, now)) return {};
  if (known.failure)
    return fmt::format("the {} server's queue cannot be looked at: {}", to_string(queue.role),
                       printable(to_string(*known.failure), kLongestDetail));
  if (!known.last)
    return fmt::format("the {} server's queue has not been looked at yet", to_string(queue.role));
  return fmt::format("the {} server's queue was last looked at at {}", to_string(queue.role),
                     seen_at(*known.last, now));
}

Drain drain_by(const QueueState& state, std::uint64_t QueuePoint::* size) {
  std::vector<QueueSize> looks;
  looks.reserve(state.curve.size());
  for (const auto& point : state.curve) looks.push_back({.at = point.at, .messages = point.*size});
  return drain_of(std::move(looks));
}

}  // namespace

std::optional<QueueStanding> queue_standing(const Plan& plan, const DomainState& state, ServerRole role,
                                            WallTime now) {
  const auto* queue = plan.queue(role);
  if (queue == nullptr) return std::nullopt;
  const auto& known = state_of(state, *queue);
  QueueStanding out{.queue = *queue,
                    .state = known,
                    .facts = nullptr,
                    .trouble = trouble_of(plan, *queue, known, now),
                    .drain = {}};
  if (!out.trouble.empty() || !known.facts) return out;
  out.facts = &*known.facts;
  if (!known.facts->is_cut) out.drain = drain_by(known, &QueuePoint::staying);
  return out;
}

InTheWay in_the_way(const Plan& plan, const QueueStanding& standing) {
  if (standing.facts == nullptr) return {};
  const auto& facts = *standing.facts;
  if (plan.kind != Kind::proxy)
    return {.messages = facts.staying, .held = facts.staying_held, .drain = standing.drain};
  InTheWay out{.messages = facts.staying_own, .held = facts.staying_own_held, .drain = {}};
  if (!facts.is_cut) out.drain = drain_by(standing.state, &QueuePoint::staying_own);
  return out;
}

}  // namespace cutwatch::cutover
