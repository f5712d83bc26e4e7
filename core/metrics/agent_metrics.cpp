#include "core/metrics/metrics.hpp"
#include "core/time/seconds.hpp"

namespace cutwatch::metrics {
namespace {

void add_probe(FamilySet& out, const std::string& domain, const std::string& id, const ProbeState& probe) {
  if (probe.last_run != WallTime{}) {
    out.add("cutwatch_probe_last_run_timestamp_seconds", {domain, id}, unix_seconds(probe.last_run));
    out.add("cutwatch_probe_duration_seconds", {domain, id}, seconds_of(probe.last_duration));
  }
  for (const auto reason : kSkipReasons) {
    const auto count = probe.skipped.find(reason);
    out.add("cutwatch_probes_skipped_total", {domain, id, std::string(to_string(reason))},
            count == probe.skipped.end() ? 0 : static_cast<double>(count->second));
  }
}

/// What has run, and what the plan can run: counters exist before the first skip.
std::map<std::string, ProbeState> probes_of(const cutover::Plan& plan, const Snapshot& snapshot) {
  const auto domain = snapshot.domains.find(plan.label());
  auto probes =
      domain == snapshot.domains.end() ? std::map<std::string, ProbeState>() : domain->second->probes;
  for (const auto kind : kProbeKinds) probes.try_emplace(std::string(kind));
  for (const auto* trip : plan.all_round_trips()) probes.try_emplace(trip->id);
  return probes;
}

std::vector<cutover::CutoverAssessment> assess_all(const Watched& watched, const Snapshot& snapshot,
                                                   WallTime now) {
  static const Shared<DomainState> kNothing;
  std::vector<cutover::CutoverAssessment> out;
  for (const auto& plan : watched.plans) {
    const auto known = snapshot.domains.find(plan.label());
    const auto& state = known == snapshot.domains.end() ? kNothing : known->second;
    out.push_back(cutover::assess(plan, *state, watched.resolvers, now));
  }
  return out;
}

}  // namespace

void add_agent_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot,
                       const AgentFacts& facts) {
  Histogram lateness{kLatenessBounds};
  for (const auto& plan : watched.plans) {
    for (const auto& [id, probe] : probes_of(plan, snapshot)) {
      add_probe(out, plan.label(), id, probe);
      lateness.merge(probe.lateness);
    }
  }
  out.add("cutwatch_probe_lateness_seconds", {}, lateness);
  out.add("cutwatch_build_info", {facts.version, facts.revision}, 1);
  out.add("cutwatch_config_last_reload_successful", {}, facts.is_last_reload_successful ? 1 : 0);
  out.add("cutwatch_config_last_reload_success_timestamp_seconds", {}, unix_seconds(facts.config_read));
  out.add("cutwatch_network_down", {}, is_own_network_down(snapshot) ? 1 : 0);
  out.add("cutwatch_state_write_errors_total", {}, static_cast<double>(snapshot.state_write_errors));
  out.add("process_cpu_seconds_total", {}, facts.cpu_seconds);
  out.add("process_resident_memory_bytes", {}, facts.resident_bytes);
  out.add("process_open_fds", {}, facts.open_fds);
  out.add("process_start_time_seconds", {}, unix_seconds(facts.process_started));
}

std::vector<Family> metrics_of(const Watched& watched, const Snapshot& snapshot, const AgentFacts& facts,
                               WallTime now) {
  FamilySet out;
  const auto assessed = assess_all(watched, snapshot, now);
  add_dns_metrics(out, watched, snapshot, assessed, now);
  add_mail_metrics(out, watched, snapshot, assessed, now);
  for (std::size_t i = 0; i < assessed.size(); ++i) add_cutover_metrics(out, watched.plans[i], assessed[i]);
  add_agent_metrics(out, watched, snapshot, facts);
  return std::move(out).take();
}

}  // namespace cutwatch::metrics
