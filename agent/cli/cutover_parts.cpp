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
                     phase_of(cutover));
}

std::string phase_of(const nlohmann::json& cutover) {
  const bool is_back =
      cutover.is_object() && cutover.contains("rolled_back") && cutover["rolled_back"] == true;
  return text_at(cutover, "phase") + (is_back ? ", rolled back" : "");
}

std::string taken_back(const nlohmann::json& cutover) {
  const auto part = part_of(cutover, {"taken_back"});
  const auto sentence = part.contains("taken_back") ? text_at(part["taken_back"], "sentence") : "";
  return sentence.empty() ? sentence : sentence + "\n";
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
