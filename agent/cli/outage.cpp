#include "agent/cli/outage.hpp"

#include <utility>

namespace cutwatch::cli {

std::optional<std::string> Outage::after_none(const std::string& reason) {
  if (std::exchange(reason_, reason) == reason) return std::nullopt;
  return "no answer: " + reason;
}

std::optional<std::string> Outage::after_answer() {
  if (std::exchange(reason_, {}).empty()) return std::nullopt;
  return "answers again";
}

}  // namespace cutwatch::cli
