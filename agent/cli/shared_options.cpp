#include "agent/cli/shared_options.hpp"

#include <CLI/CLI.hpp>

namespace cutwatch::cli {
namespace {

constexpr const char* kResolver = "--resolver";
constexpr const char* kResolverForms =
    "ADDR, ADDR:PORT, [V6]:PORT, tls://ADDR#NAME (DoT) or https://NAME/PATH#ADDR (DoH); ";

}  // namespace

void add_output(CLI::App& command, std::string& output, const std::string& usual) {
  command.add_option("-o,--output", output, usual + " or json")
      ->default_val(usual)
      ->check(CLI::IsMember({usual, std::string("json")}));
}

void add_resolvers(CLI::App& command, std::vector<std::string>& resolvers, const std::string& otherwise) {
  command.add_option(kResolver, resolvers, kResolverForms + otherwise);
}

void add_resolver(CLI::App& command, std::string& resolver, const std::string& otherwise) {
  command.add_option(kResolver, resolver, kResolverForms + otherwise);
}

void add_ca_file(CLI::App& command, std::string& file) {
  command.add_option("--ca-file", file,
                     "PEM file with the certificates that resolvers over DoT and DoH are proven by");
}

}  // namespace cutwatch::cli
