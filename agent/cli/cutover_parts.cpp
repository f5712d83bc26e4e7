#include "agent/cli/cutover_parts.hpp"

#include "agent/cli/json_text.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

constexpr std::size_t kMaxLine = 2048;

}  // namespace

nlohmann::json part_of(const nlohmann::json& cutover, std::initializer_list<const char*> keys) {
  auto out = nlohmann::json::object();
  for (const auto* key : keys) {
    if (cutover.is_object() && cutover.contains(key)) out[key] = cutover[key];
  }
  return out;
}

std::string heading(const nlohmann::json& cutover) {
  return fmt::format("{} ({}), phase {}", text_at(cutover, "domain"), text_at(cutover, "kind"),
                     text_at(cutover, "phase"));
}

std::string zone_text(const nlohmann::json& lines, const std::string& before) {
  std::string out;
  for (const auto& line : lines) {
    if (line.is_string())
      out += fmt::format("{}{}\n", before, printable(line.get_ref<const std::string&>(), kMaxLine));
  }
  return out;
}

}  // namespace cutwatch::cli
