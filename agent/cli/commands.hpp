#pragma once
#include <cstdint>
#include <string>
#include <vector>

// One function per command, each in a file of its name. They return the exit status.
namespace cutwatch::cli {

struct RunOptions {
  std::string config_file;
  std::string log_level;
};
int run_command(const RunOptions& options);

int config_check_command(const std::string& file);

struct WatchOptions {
  std::string domain;
  std::vector<std::string> old_hosts;
  std::vector<std::string> new_hosts;
  std::vector<std::string> resolvers;
  std::string ca_file;
  std::string interval;
  std::string original_ttl;
};
int watch_command(const WatchOptions& options);

struct InitOptions {
  std::string domain;
  std::vector<std::string> new_hosts;
  std::vector<std::string> new_addresses;
  std::string kind;
  std::string planned_at;
  std::vector<std::string> resolvers;
  std::string ca_file;
  std::string output;  ///< A file; empty: standard output.
  bool is_forced = false;
};
int init_command(const InitOptions& options);

struct ProbeDnsOptions {
  std::string name;
  std::string type;
  std::string resolver;
  std::string ca_file;
  std::string output;
};
int probe_dns_command(const ProbeDnsOptions& options);

struct ProbeCalibrationOptions {
  std::string long_lived;
  std::string short_lived;
  std::vector<std::string> resolvers;
  std::string ca_file;
  std::string output;
};
int probe_calibration_command(const ProbeCalibrationOptions& options);

struct ProbeIdentityOptions {
  std::vector<std::string> targets;  ///< Host names and addresses.
  std::vector<std::string> resolvers;
  std::string ca_file;
  std::uint16_t port = 25;
  bool is_greeting_left_out = false;
  std::string output;
};
int probe_identity_command(const ProbeIdentityOptions& options);

struct ProbeMailOptions {
  std::string config_file;
  std::string path;        ///< As the round trip's `paths` have it.
  std::string domain;      ///< Empty: the only one.
  std::string round_trip;  ///< Empty: the only one that goes down the path.
  std::string body;        ///< Empty: as the round trip's first.
  std::string timeout;     ///< Empty: until the message counts as lost.
  std::string output;
};
int probe_mail_command(const ProbeMailOptions& options);

struct ProbeLockdownOptions {
  std::string config_file;
  std::string domain;                ///< Empty: the only one.
  std::vector<std::string> sources;  ///< Empty: as configured.
  bool is_retry_left_out = false;
  std::string output;
};
int probe_lockdown_command(const ProbeLockdownOptions& options);

/// Where to learn how cutovers stand, and which of them is meant.
struct StatusSource {
  std::string agent;        ///< URL.
  std::string config_file;  ///< The state file that it names is read instead of asking an agent.
  std::string domain;       ///< Empty: all of them.
};

struct StatusOptions {
  StatusSource source;
  std::string output;
  bool watches = false;
};
int status_command(const StatusOptions& options);

/// Of the commands that show a part of the status.
struct CutoverOptions {
  StatusSource source;
  std::string output;
};
int plan_command(const CutoverOptions& options);
int records_command(const CutoverOptions& options);
int rollback_command(const CutoverOptions& options);

struct GateOptions {
  StatusSource source;
  std::string step;
  std::string output;
  bool waits = false;
  std::string timeout;  ///< Empty: without end.
};
int gate_command(const GateOptions& options);

struct ExplainOptions {
  std::vector<std::string> what;  ///< Empty: the table of conditions.
  std::string output;
};
int explain_command(const ExplainOptions& options);

struct ReportOptions {
  std::string config_file;
  std::string domain;
  std::string output;
};
int report_command(const ReportOptions& options);

int decode_command(const std::string& kind);

int metrics_command();

}  // namespace cutwatch::cli
