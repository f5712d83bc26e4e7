#include "agent/cli/explanation.hpp"

#include "agent/cli/gate_explanation.hpp"
#include "agent/config/suggestion.hpp"
#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/mail/pasted_code.hpp"
#include "core/mail/smtp_code.hpp"
#include "core/text/ascii.hpp"

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

/// Of the enhanced one, where both are there: it says more.
std::optional<Explanation> of_reply(const std::string& text) {
  const auto pasted = mail::pasted_code(text);
  const auto code = mail::meaning_of_smtp_code(pasted.enhanced.empty() ? pasted.basic : pasted.enhanced);
  if (!code) return std::nullopt;
  const bool has_both = !pasted.basic.empty() && !pasted.enhanced.empty();
  return Explanation{
      .heading = fmt::format("{}{}{}: SMTP reply code", pasted.basic, has_both ? " " : "", pasted.enhanced),
      .lines = {{"Meaning", code->meaning}, {"Do", code->action}}};
}

std::vector<std::string> all_ids() {
  std::vector<std::string> ids;
  for (const auto& rule : cutover::condition_rules()) ids.emplace_back(rule.id);
  for (const auto& rule : cutover::gate_rules()) {
    if (std::ranges::find(ids, rule.id) == ids.end()) ids.emplace_back(rule.id);
  }
  for (const auto step : cutover::kSteps) ids.emplace_back(to_string(step));
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
  const auto id = lowered(trimmed(what));
  if (const auto* rule = cutover::find_condition(id)) return of_condition(*rule);
  if (auto gate = explanation_of_gate(id)) return gate;
  if (auto step = explanation_of_step(id)) return step;
  return of_reply(what);
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
  const auto id = lowered(what);
  const auto typo = config::nearest(id, ids);
  const auto parts = parts_of(id);
  const auto rank = [&](const std::string& each) {
    return each == typo ? id.size() : shared_parts(parts, each);
  };
  std::erase_if(ids, [&](const std::string& each) { return rank(each) == 0; });
  std::ranges::sort(ids, [&](const std::string& a, const std::string& b) {
    return rank(a) != rank(b) ? rank(a) > rank(b) : a < b;
  });
  if (ids.size() > kMostLikely) ids.resize(kMostLikely);
  return ids;
}

}  // namespace cutwatch::cli
