#include "agent/config/quiet_rules.hpp"

namespace cutwatch::config {

void settle_quiet(cutover::Plan& plan) {
  for (auto& record : plan.records) {
    record.quiet = {.planned_at = plan.planned_at,
                    .at_most = plan.timing.quiet_at_most,
                    .overdue = plan.timing.change_overdue};
  }
}

}  // namespace cutwatch::config
