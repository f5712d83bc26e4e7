#pragma once
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

struct StatusOptions {
  std::string agent;  ///< URL.
  std::string domain;
  std::string output;
};
int status_command(const StatusOptions& options);

struct GateOptions {
  std::string agent;  ///< URL.
  std::string domain;
  std::string step;
  bool waits = false;
  std::string timeout;  ///< Empty: without end.
};
int gate_command(const GateOptions& options);

struct ExplainOptions {
  std::vector<std::string> what;  ///< Empty: the table of conditions.
  std::string output;
};
int explain_command(const ExplainOptions& options);

int decode_command(const std::string& kind);

int metrics_command();

}  // namespace cutwatch::cli
