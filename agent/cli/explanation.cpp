#include "agent/cli/explanation.hpp"

#include "agent/config/suggestion.hpp"
#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/mail/smtp_code.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace cutwatch::cli {
namespace {

constexpr std::size_t kMostLikely = 5;
constexpr std::size_t kLeastPart = 3;  ///< Shorter parts of ids ("of", "ms") are in too many.

Explanation of_condition(const cutover::ConditionRule& rule) {
  Explanation out{.heading = fmt::format("{}: condition, {}", rule.id, to_string(rule.severity)),
                  .lines = {{"Question", std::string(rule.question)},
                            {"Cause", std::string(rule.cause)},
                            {"Do", std::string(rule.action)},
                            {"Runbook", rule.runbook()}}};
  if (!rule.is_watched())
    out.lines.emplace_back("Note", "Never raised by this version: what it rests on is not looked at yet.");
  return out;
}

std::optional<Explanation> of_gate(const std::string& id) {
  Explanation out{.heading = id + ": gate"};
  for (const auto& rule : cutover::gate_rules()) {
    if (rule.id != id) continue;
    if (out.lines.empty()) out.lines.emplace_back("Question", rule.question);
    out.lines.emplace_back("Before", to_string(rule.step));
  }
  if (out.lines.empty()) return std::nullopt;
  out.lines.emplace_back("More", fmt::format("docs/gates.md#gates"));
  return out;
}

std::vector<std::string> all_ids() {
  std::vector<std::string> ids;
  for (const auto& rule : cutover::condition_rules()) ids.emplace_back(rule.id);
  for (const auto& rule : cutover::gate_rules()) {
    if (std::ranges::find(ids, rule.id) == ids.end()) ids.emplace_back(rule.id);
  }
  return ids;
}

/// The parts between underscores that are long enough to tell something.
std::vector<std::string> parts_of(std::string_view id) {
  std::vector<std::string> parts;
  while (!id.empty()) {
    const auto end = std::min(id.find_first_of("_- "), id.size());
    if (end >= kLeastPart) parts.emplace_back(id.substr(0, end));
    id.remove_prefix(std::min(end + 1, id.size()));
  }
  return parts;
}

std::size_t shared_parts(const std::vector<std::string>& parts, const std::string& id) {
  return static_cast<std::size_t>(
      std::ranges::count_if(parts, [&](const std::string& part) { return id.contains(part); }));
}

}  // namespace

std::optional<Explanation> explanation_of(const std::string& what) {
  if (const auto* rule = cutover::find_condition(what)) return of_condition(*rule);
  if (auto gate = of_gate(what)) return gate;
  const auto code = mail::meaning_of_smtp_code(what);
  if (!code) return std::nullopt;
  return Explanation{.heading = fmt::format("{}: SMTP reply code", code->code),
                     .lines = {{"Meaning", code->meaning}, {"Do", code->action}}};
}

std::string text_of(const Explanation& explanation) {
  auto out = explanation.heading + "\n";
  for (const auto& [title, text] : explanation.lines) out += fmt::format("  {:<10}{}\n", title + ":", text);
  return out;
}

nlohmann::json json_of(const Explanation& explanation) {
  nlohmann::json out{{"what", explanation.heading.substr(0, explanation.heading.find(':'))},
                     {"heading", explanation.heading}};
  for (const auto& [title, text] : explanation.lines) {
    auto key = title;
    key.front() = static_cast<char>(key.front() - 'A' + 'a');
    out[key] = text;
  }
  return out;
}

std::vector<std::string> likely_meant(const std::string& what) {
  auto ids = all_ids();
  const auto typo = config::nearest(what, ids);
  const auto parts = parts_of(what);
  const auto rank = [&](const std::string& id) { return id == typo ? what.size() : shared_parts(parts, id); };
  std::erase_if(ids, [&](const std::string& id) { return rank(id) == 0; });
  std::ranges::sort(ids, [&](const std::string& a, const std::string& b) {
    return rank(a) != rank(b) ? rank(a) > rank(b) : a < b;
  });
  if (ids.size() > kMostLikely) ids.resize(kMostLikely);
  return ids;
}

}  // namespace cutwatch::cli
