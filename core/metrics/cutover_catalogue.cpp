#include "core/metrics/catalogue.hpp"

namespace cutwatch::metrics {

std::span<const Description> cutover_metrics() {
  using enum MetricType;
  static const std::vector<Description> kTable{
      {"cutwatch_cutover_phase",
       gauge,
       {"domain", "phase"},
       "1 for the phase that the cutover is in (prepare, lower_ttl, switch, verify, finish, done), as what "
       "name servers publish shows it."},
      {"cutwatch_cutover_gate",
       gauge,
       {"domain", "step", "gate", "verdict"},
       "1 for what the gate before the step answers (pass, wait, fail, no_evidence, waived)."},
      {"cutwatch_cutover_wait_until_timestamp_seconds",
       gauge,
       {"domain", "gate"},
       "Until when the gate waits. Absent while its verdict is another."},
      {"cutwatch_cutover_decision",
       gauge,
       {"domain", "decision"},
       "1 for what is to be done now (go, wait, roll_back, done)."},
      {"cutwatch_cutover_next_step",
       gauge,
       {"domain", "step"},
       "1 for the step that the decision speaks of (lower_ttl, switch, remove_old, retire_old, done)."},
      {"cutwatch_cutover_earliest_timestamp_seconds",
       gauge,
       {"domain", "step"},
       "No earlier than this may a step that is not taken be taken, by what time alone decides; steps behind "
       "the next one as if those before them were taken as early as they may be. Absent while no time can be "
       "told."},
      {"cutwatch_condition",
       gauge,
       {"domain", "condition", "severity"},
       "1 while something is wrong, one series a condition (docs/conditions.md); the severity (critical, "
       "warning, info) is that of now. 0 while planned maintenance mutes it."},
      {"cutwatch_maintenance",
       gauge,
       {"domain"},
       "1 while planned maintenance lasts (the configuration's [[cutover.maintenance]]) and mutes "
       "conditions."},
      {"cutwatch_accepted",
       gauge,
       {"domain", "id"},
       "1 for each name server and resolver whose evidence is done without (the configuration's "
       "[[cutover.accept]])."},
      {"cutwatch_identity_fcrdns",
       gauge,
       {"domain", "path", "address"},
       "1 while the server's address has a PTR whose name leads back to it (forward-confirmed reverse DNS), "
       "0 while not. Absent while nobody can tell."},
      {"cutwatch_recipients",
       gauge,
       {"domain", "role", "answer"},
       "How many of the configured recipients the server takes (valid), refuses (refused), or has not told "
       "of "
       "lately (unclear). Absent where none are configured."},
  };
  return kTable;
}

}  // namespace cutwatch::metrics
