#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

// Options that several commands have, the same for all of them.
namespace cutwatch::cli {

/// `-o`: in the usual form, or json.
void add_output(CLI::App& command, std::string& output, const std::string& usual = "table");

/// `--resolver`, any number of them; `otherwise` says who is asked without it.
void add_resolvers(CLI::App& command, std::vector<std::string>& resolvers, const std::string& otherwise);
/// `--resolver`, one.
void add_resolver(CLI::App& command, std::string& resolver, const std::string& otherwise);

/// `--ca-file`.
void add_ca_file(CLI::App& command, std::string& file);

}  // namespace cutwatch::cli
