#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/decode_dns.hpp"

#include <iostream>
#include <string>

namespace cutwatch::cli {

// KIND is one of those that the command line allows; so far there is one.
int decode_command(const std::string&) {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << decode_dns_line(line) << '\n';
  std::cout.flush();
  return kPass;
}

}  // namespace cutwatch::cli
