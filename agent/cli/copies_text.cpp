#include "agent/cli/copies_text.hpp"

#include "agent/cli/json_text.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace cutwatch::cli {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

/// A state and how it is said, in this order.
constexpr std::array<std::pair<const char*, const char*>, 4> kSaid{
    {{"arrived", "arrived"}, {"junk", "in junk"}, {"missing", "missing"}, {"awaited", "awaited"}}};

std::string line(const std::string& mailbox, const Counts& counts) {
  std::vector<std::string> parts;
  for (const auto& [state, words] : kSaid) {
    const auto found = counts.find(state);
    if (found != counts.end()) parts.push_back(fmt::format("{} {}", found->second, words));
  }
  return fmt::format("Copies in mailbox {}: {}\n", mailbox,
                     parts.empty() ? "none yet" : fmt::format("{}", fmt::join(parts, ", ")));
}

}  // namespace

std::string copies_text(const nlohmann::json& cutover) {
  std::map<std::string, Counts> by_mailbox;
  for (const auto& message : list_at(cutover, "messages")) {
    for (const auto& copy : list_at(message, "also_in"))
      ++by_mailbox[text_at(copy, "mailbox")][text_at(copy, "state")];
  }
  std::string out;
  for (const auto& [mailbox, counts] : by_mailbox) out += line(mailbox, counts);
  return out;
}

}  // namespace cutwatch::cli
