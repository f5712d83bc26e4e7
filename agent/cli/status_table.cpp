#include "agent/cli/status_table.hpp"

#include "agent/cli/copies_text.hpp"
#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/farewell_text.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/cli/queues_text.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

/// A wait in the midst of a step: what it publishes is at some name servers.
bool is_under_way(const nlohmann::json& decision) {
  return decision.is_object() && decision.contains("under_way") && decision["under_way"] == true;
}

std::string maintenance(const nlohmann::json& cutover) {
  if (!cutover.is_object() || !cutover.contains("maintenance")) return {};
  const auto& work = cutover["maintenance"];
  const auto until = text_at(work, "until");
  if (until.empty()) return {};
  return fmt::format("Planned maintenance until {}: {}\n", until, text_at(work, "reason"));
}

/// Zone lines look alike, whether they are to be published or not: they say so.
std::string publish(const nlohmann::json& decision) {
  const auto lines = zone_text(list_at(decision, "publish"), "    ");
  if (lines.empty()) return {};
  const auto kind = text_at(decision, "decision");
  if (kind == "go" && !text_at(decision, "publishes").empty())
    return fmt::format("  publish after that:\n{}", lines);
  const bool is_due = kind == "go" || kind == "roll_back" || is_under_way(decision);
  return fmt::format("  {}:\n{}", is_due ? "publish" : "not yet", lines);
}

/// Only where nothing is sent.
std::string dns_mail(const nlohmann::json& cutover) {
  if (!cutover.is_object() || !cutover.contains("dns_mail")) return {};
  const auto why_not = text_at(cutover["dns_mail"], "why_not");
  return why_not.empty() ? std::string() : fmt::format("Nothing is sent as DNS says: {}\n", why_not);
}

std::string conditions(const nlohmann::json& cutover) {
  std::string out;
  for (const auto& condition : list_at(cutover, "conditions"))
    out += fmt::format("  {}\n", text_at(condition, "sentence"));
  return out.empty() ? out : "Wrong now (cutwatch explain CONDITION):\n" + out;
}

}  // namespace

std::string status_table(const nlohmann::json& cutover) {
  const auto decision =
      cutover.is_object() && cutover.contains("decision") ? cutover["decision"] : nlohmann::json();
  auto out = fmt::format("{}\n{}\n", heading(cutover), text_at(decision, "sentence"));
  out += taken_back(cutover);
  out += publish(decision) + maintenance(cutover) + dns_mail(cutover) + copies_text(cutover) +
         queues_text(cutover) + farewell_text(cutover) + conditions(cutover);
  const auto step = text_at(decision, "next_step");
  if (step.empty()) return out;
  out += fmt::format("Gates before {}:\n", step);
  for (const auto& gate : gate_answer(cutover, step).gates) out += "  " + gate_line(gate);
  return out;
}

}  // namespace cutwatch::cli
