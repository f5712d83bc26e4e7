#include "probes/registry.hpp"

#include "probes/audit_probe.hpp"
#include "probes/authority_probe.hpp"
#include "probes/bounce_probe.hpp"
#include "probes/calibration_probe.hpp"
#include "probes/delegation_probe.hpp"
#include "probes/identity_probe.hpp"
#include "probes/lockdown_probe.hpp"
#include "probes/mailbox_probe.hpp"
#include "probes/mx_lint_probe.hpp"
#include "probes/parent_probe.hpp"
#include "probes/queue_probe.hpp"
#include "probes/recipients_probe.hpp"
#include "probes/resolver_probe.hpp"
#include "probes/round_trip_probe.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace cutwatch {
namespace {

using Planner = std::vector<ScheduledProbe> (*)(const Inventory&);

/// One line a probe.
constexpr std::array<Planner, 14> kPlanners{
    plan_resolver_probes,   plan_delegation_probes, plan_parent_probes,     plan_authority_probes,
    plan_calibration_probe, plan_mx_lint_probe,     plan_identity_probes,   plan_round_trip_probes,
    plan_mailbox_probes,    plan_bounce_probes,     plan_recipients_probes, plan_lockdown_probes,
    plan_queue_probes,      plan_audit_probes,
};

}  // namespace

std::vector<ScheduledProbe> plan_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> all;
  for (const auto& planner : kPlanners) {
    auto planned = planner(inventory);
    std::ranges::move(planned, std::back_inserter(all));
  }
  return all;
}

}  // namespace cutwatch
