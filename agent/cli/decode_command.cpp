#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/decode_kinds.hpp"

#include <algorithm>
#include <iostream>
#include <string>

namespace cutwatch::cli {

// KIND is one of those that the command line allows, which are those of the table.
int decode_command(const std::string& kind) {
  const auto chosen = std::ranges::find(decode_kinds(), kind, &DecodeKind::name);
  std::string line;
  while (std::getline(std::cin, line)) std::cout << chosen->decode_line(line) << '\n';
  std::cout.flush();
  return kPass;
}

}  // namespace cutwatch::cli
