#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/queue/drain.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// What is known of the queue of one server. It points into plan and snapshot, which outlive it.
struct QueueStanding {
  const ServerQueue& queue;
  const QueueState& state;        ///< With nothing in it where nobody has looked yet.
  const mail::QueueFacts* facts;  ///< Of the last look that told something; null: there is none of late.
  std::string trouble;            ///< Why there is none, without a full stop; empty where there is.
  Drain drain;                    ///< Of all that stays, but for what is on hold. Unknown without facts.
};

/// nullopt where the plan names no queue of that server. Pure.
std::optional<QueueStanding> queue_standing(const Plan& plan, const DomainState& state, ServerRole role,
                                            WallTime now);

/// What of a queue is in the way of retiring its server: all that stays, because with the server it would be
/// gone; in kind proxy, where it goes on behind the proxy, mail for the domain only.
struct InTheWay {
  std::uint64_t messages = 0;
  std::uint64_t held = 0;  ///< Of these: on hold.
  Drain drain;             ///< Of the others.
};

InTheWay in_the_way(const Plan& plan, const QueueStanding& standing);

}  // namespace cutwatch::cutover
