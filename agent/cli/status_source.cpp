#include "agent/cli/status_source.hpp"

#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/domain_label.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/reload/config_changes.hpp"
#include "agent/store/read_state.hpp"
#include "agent/version.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "exporters/status_json.hpp"
#include "runtime/clock.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxRow = 1024;
constexpr const char* kOrFromFile = " Without one, --config.file FILE reads the state file that it left.";

struct Document {
  json status;
  std::vector<std::string> notes;
  std::size_t unknown = 0;
};
using Answer = std::expected<Document, NoStatus>;

std::unexpected<NoStatus> nothing(std::string reason, int exit_status) {
  return std::unexpected(NoStatus{.reason = std::move(reason), .exit_status = exit_status});
}

Answer from_agent(const std::string& url) {
  auto status = agent_status(url);
  if (!status) {
    const bool is_nobody_there = status.error().kind == FailureKind::refused;
    return nothing(status.error().detail + (is_nobody_there ? kOrFromFile : ""), kCannotTell);
  }
  return Document{.status = *std::move(status), .notes = {}, .unknown = 0};
}

std::string text_of(const std::vector<config::ConfigError>& errors) {
  std::string out;
  for (const auto& error : errors) out += fmt::format("{}{}", out.empty() ? "" : "\n", to_string(error));
  return out;
}

/// With the plan of that domain alone, where it is named and there is one.
metrics::Watched meant(metrics::Watched watched, const std::string& domain) {
  const auto label = domain_label(domain);
  const auto found = std::ranges::find(watched.plans, label, &cutover::Plan::label);
  if (!domain.empty() && found != watched.plans.end()) watched.plans = {*found};
  return watched;
}

/// The labels of plans that the file has not heard of; those are taken out.
std::vector<std::string> take_unknown(metrics::Watched& watched, const Snapshot& known) {
  std::vector<std::string> unknown;
  for (const auto& plan : watched.plans) {
    if (!known.domains.contains(plan.label())) unknown.push_back(plan.label());
  }
  std::erase_if(watched.plans,
                [&](const cutover::Plan& plan) { return !known.domains.contains(plan.label()); });
  return unknown;
}

std::vector<std::string> notes_of(const store::StateRead& state, const std::string& path) {
  std::vector<std::string> notes{
      fmt::format("from the state file {}, last written {}", printable(path), rfc3339(state.last_written))};
  for (const auto& row : state.damaged)
    notes.push_back(fmt::format("left out what is damaged in the state file: {}", printable(row, kMaxRow)));
  return notes;
}

Answer from_state_file(const std::string& config_file, const std::string& domain) {
  const auto config = config::read_config_file_without_secrets(config_file);
  if (!config) return nothing(text_of(config.error()), kUsage);
  if (config->state_path == ":memory:")
    return nothing("[state] path is \":memory:\": only the running agent knows (--agent)", kUsage);
  auto watched = meant(watched_by(*config), domain);
  const auto state = store::read_state(config->state_path, watched);
  if (!state) return nothing(state.error().detail, kUsage);
  const auto unknown = take_unknown(watched, state->snapshot);
  if (watched.plans.empty())
    return std::unexpected(knows_nothing(config->state_path, fmt::format("{}", fmt::join(unknown, ", "))));
  Document document{
      .status = json::parse(exporters::status_json(watched, state->snapshot, kVersion, RealClock().wall())),
      .notes = notes_of(*state, config->state_path),
      .unknown = unknown.size()};
  for (const auto& label : unknown) document.notes.push_back(knows_nothing(config->state_path, label).reason);
  return document;
}

}  // namespace

std::expected<Known, NoStatus> learn(const StatusSource& source) {
  auto document = source.config_file.empty() ? from_agent(source.agent)
                                             : from_state_file(source.config_file, source.domain);
  if (!document) return std::unexpected(document.error());
  Known known{.cutovers = document->status["cutovers"],
              .at = text_at(document->status, "at"),
              .notes = std::move(document->notes),
              .unknown = document->unknown};
  if (source.domain.empty()) return known;
  const auto cutover = cutover_of(document->status, source.domain);
  if (!cutover) return nothing(cutover.error().detail, kUsage);
  known.cutovers = json::array({*cutover});
  return known;
}

std::expected<Known, NoStatus> learn_of_one(const StatusSource& source) {
  auto known = learn(source);
  if (!known || (known->cutovers.size() == 1 && known->unknown == 0)) return known;
  const auto cutover = cutover_of({{"cutovers", known->cutovers}}, source.domain);
  if (cutover && !source.domain.empty()) return known;
  return nothing(cutover ? "which domain? The configuration has several cutovers" : cutover.error().detail,
                 kUsage);
}

NoStatus knows_nothing(const std::string& state_path, const std::string& domain) {
  return {.reason = fmt::format("{} knows nothing of {}", printable(state_path), domain),
          .exit_status = kCannotTell};
}

std::optional<NoStatus> not_told(const json& cutover, const char* part) {
  const auto found = cutover.is_object() ? cutover.find(part) : cutover.end();
  if (found != cutover.end() && found->is_structured()) return std::nullopt;
  const auto domain = text_at(cutover, "domain");
  return NoStatus{
      .reason = fmt::format("of {} this agent does not tell {}: is it another version of cutwatch?",
                            domain.empty() ? "a cutover" : domain, part),
      .exit_status = kCannotTell};
}

void print_notes(const Known& known) {
  for (const auto& note : known.notes) talk("{}\n", note);
}

int say(const NoStatus& none) {
  talk("{}\n", none.reason);
  return none.exit_status;
}

}  // namespace cutwatch::cli
