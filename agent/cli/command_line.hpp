#pragma once

namespace cutwatch::cli {

/// Exit statuses, the same for every command (docs/cli.md).
inline constexpr int kPass = 0;        ///< yes
inline constexpr int kNotPassed = 1;   ///< no
inline constexpr int kUsage = 2;       ///< a wrong command line or configuration
inline constexpr int kCannotTell = 3;  ///< no evidence

/// Reads the command line and runs what it asks for. Data goes to standard output, talk to standard error.
int run(int argc, char** argv);

}  // namespace cutwatch::cli
