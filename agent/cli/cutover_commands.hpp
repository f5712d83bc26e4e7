#pragma once
#include <functional>

namespace CLI {
class App;
}

namespace cutwatch::cli {

/// Runs what the command line asks for; returns the exit status.
using Chosen = std::function<int()>;

/// The commands that ask where cutovers stand: status, plan, records, rollback and gate.
void add_cutover_commands(CLI::App& app, Chosen& chosen);

}  // namespace cutwatch::cli
