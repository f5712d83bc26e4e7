#include "core/metrics/catalogue.hpp"

namespace cutwatch::metrics {

std::span<const Description> agent_metrics() {
  using enum MetricType;
  static const std::vector<Description> kTable{
      {"cutwatch_build_info", gauge, {"version", "revision"}, "Always 1; the labels say what is running."},
      {"cutwatch_config_last_reload_successful",
       gauge,
       {},
       "1 when the configuration in use is the one last read."},
      {"cutwatch_config_last_reload_success_timestamp_seconds",
       gauge,
       {},
       "When the configuration in use was read."},
      {"cutwatch_probe_last_run_timestamp_seconds", gauge, {"domain", "probe"}, "When the probe last ended."},
      {"cutwatch_probe_duration_seconds", gauge, {"domain", "probe"}, "How long the probe's last run took."},
      {"cutwatch_probe_lateness_seconds",
       histogram,
       {},
       "How much later than due probes began; one that is put off behind the run before it is due by then."},
      {"cutwatch_probes_skipped_total",
       counter,
       {"domain", "probe", "reason"},
       "Runs left out, because the one before had not ended (still_running), the process was stopped or "
       "held up at the time (halted), the intent could not be "
       "recorded (not_recorded), the record is about to change (quiet_window), a record's old copies may "
       "live still (changing), authorities come first (authority_first), the operator is asked as often as "
       "it may be (paced), the resolver keeps refusing (backed_off), as much mail was sent as may be "
       "(send_cap), the path refused several messages in a row (path_stopped), the log-in was refused too "
       "often (login_refused), or no resolver is known to lead mail to a server of the plan "
       "(no_destination)."},
      {"cutwatch_network_down",
       gauge,
       {},
       "1 while most resolvers are silent at once, which is taken for a fault of our own network."},
      {"cutwatch_state_write_errors_total", counter, {}, "Writes that the state store did not take."},
      {"process_cpu_seconds_total", counter, {}, "Total user and system CPU time spent in seconds."},
      {"process_resident_memory_bytes", gauge, {}, "Resident memory size in bytes."},
      {"process_open_fds", gauge, {}, "Number of open file descriptors."},
      {"process_start_time_seconds", gauge, {}, "Start time of the process since the Unix epoch in seconds."},
  };
  return kTable;
}

}  // namespace cutwatch::metrics
