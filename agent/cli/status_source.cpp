#include "agent/cli/status_source.hpp"

#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/config/config_file.hpp"
#include "agent/reload/config_changes.hpp"
#include "agent/store/read_state.hpp"
#include "agent/version.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "exporters/status_json.hpp"
#include "runtime/clock.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxRow = 1024;

struct Document {
  json status;
  std::vector<std::string> notes;
};
using Answer = std::expected<Document, NoStatus>;

std::unexpected<NoStatus> nothing(std::string reason, int exit_status) {
  return std::unexpected(NoStatus{.reason = std::move(reason), .exit_status = exit_status});
}

Answer from_agent(const std::string& url) {
  auto status = agent_status(url);
  if (!status) return nothing(status.error().detail, kCannotTell);
  return Document{.status = *std::move(status), .notes = {}};
}

std::string text_of(const std::vector<config::ConfigError>& errors) {
  std::string out;
  for (const auto& error : errors) out += fmt::format("{}{}", out.empty() ? "" : "\n", to_string(error));
  return out;
}

Answer from_state_file(const std::string& config_file) {
  const auto config = config::read_config_file(config_file);
  if (!config) return nothing(text_of(config.error()), kUsage);
  if (config->state_path == ":memory:")
    return nothing("[state] path is \":memory:\": only the running agent knows (--agent)", kUsage);
  const auto watched = watched_by(*config);
  const auto state = store::read_state(config->state_path, watched);
  if (!state) return nothing(state.error().detail, kUsage);
  Document document{
      .status = json::parse(exporters::status_json(watched, state->snapshot, kVersion, RealClock().wall())),
      .notes = {fmt::format("from the state file {}, last written {}", printable(config->state_path),
                            rfc3339(state->last_written))}};
  for (const auto& row : state->damaged)
    document.notes.push_back(
        fmt::format("left out what is damaged in the state file: {}", printable(row, kMaxRow)));
  return document;
}

}  // namespace

std::expected<Known, NoStatus> learn(const StatusSource& source) {
  auto document = source.config_file.empty() ? from_agent(source.agent) : from_state_file(source.config_file);
  if (!document) return std::unexpected(document.error());
  Known known{.cutovers = document->status["cutovers"],
              .at = text_at(document->status, "at"),
              .notes = std::move(document->notes)};
  if (source.domain.empty()) return known;
  const auto cutover = cutover_of(document->status, source.domain);
  if (!cutover) return nothing(cutover.error().detail, kUsage);
  known.cutovers = json::array({*cutover});
  return known;
}

void print_notes(const Known& known) {
  for (const auto& note : known.notes) fmt::print(stderr, "{}\n", note);
}

int say(const NoStatus& none) {
  fmt::print(stderr, "{}\n", none.reason);
  return none.exit_status;
}

}  // namespace cutwatch::cli
