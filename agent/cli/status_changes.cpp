#include "agent/cli/status_changes.hpp"

#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/json_text.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

json object_at(const json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : json();
}

/// What has been open since before anybody watched is no news.
bool is_open(const std::string& verdict) { return verdict == "pass" || verdict == "waived"; }

}  // namespace

StatusChanges::Items StatusChanges::items_of(const json& cutover) {
  Items items;
  const auto domain = text_at(cutover, "domain");
  const auto phase = phase_of(cutover);
  items["1 phase"] = {.key = phase, .line = fmt::format("{}: phase {}", domain, phase), .end = {}};
  const auto back = text_at(object_at(cutover, "taken_back"), "sentence");
  if (!back.empty())
    items["1 taken back"] = {.key = back, .line = fmt::format("{}: {}", domain, back), .end = {}};
  const auto decision = object_at(cutover, "decision");
  const auto step = text_at(decision, "next_step");
  items["2 decision"] = {
      .key = fmt::format("{} {} {}", text_at(decision, "decision"), step, text_at(decision, "until")),
      .line = fmt::format("{}: {}", domain, text_at(decision, "sentence")),
      .end = {}};
  for (const auto& gate : list_at(cutover, "gates")) {
    if (text_at(gate, "step") != step) continue;
    const auto verdict = text_at(gate, "verdict");
    const auto id = text_at(gate, "gate");
    items[fmt::format("3 {} {}", step, id)] = {
        .key = verdict,
        .line = fmt::format("{}: before {}: {} {}: {}", domain, step, id, verdict, text_at(gate, "evidence")),
        .end = {},
        .is_news_at_first = !is_open(verdict)};
  }
  for (const auto& condition : list_at(cutover, "conditions")) {
    const auto id = text_at(condition, "condition");
    items["4 " + id] = {.key = text_at(condition, "severity"),
                        .line = fmt::format("{}: {}", domain, text_at(condition, "sentence")),
                        .end = fmt::format("{}: no longer: {}", domain, id)};
  }
  return items;
}

std::vector<std::string> StatusChanges::after(const json& cutover) {
  auto items = items_of(cutover);
  auto& before = shown_[text_at(cutover, "domain")];
  std::vector<std::string> lines;
  for (const auto& [about, item] : items) {
    const auto known = before.find(about);
    const bool is_news = known == before.end() ? item.is_news_at_first : known->second.key != item.key;
    if (is_news) lines.push_back(item.line);
  }
  for (const auto& [about, item] : before) {
    if (!items.contains(about) && !item.end.empty()) lines.push_back(item.end);
  }
  before = std::move(items);
  return lines;
}

std::vector<std::string> StatusChanges::gone(const std::set<std::string>& domains) {
  std::vector<std::string> lines;
  std::erase_if(shown_, [&](const auto& each) {
    if (domains.contains(each.first)) return false;
    lines.push_back(fmt::format("{}: watched no longer", each.first));
    return true;
  });
  return lines;
}

}  // namespace cutwatch::cli
