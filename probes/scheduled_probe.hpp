#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/dns/resolver.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"
#include "probes/probe.hpp"

#include <memory>
#include <string>
#include <vector>

namespace cutwatch {

/// A probe and how often it runs.
struct ScheduledProbe {
  std::string id;  ///< Unique in the agent; the same for the same question, so that a plan can be compared
                   ///< with the last.
  std::string domain;  ///< The plan's label.
  Millis interval{};
  std::shared_ptr<const Probe> probe;
};

/// What probes are planned from: the plan, the resolvers in use, and what is known so far.
struct Inventory {
  const cutover::Plan& plan;
  const std::vector<dns::Resolver>& resolvers;
  const DomainState& known;
};

}  // namespace cutwatch
