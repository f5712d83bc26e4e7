#include "agent/cli/queues_text.hpp"

#include "agent/cli/json_text.hpp"
#include "core/text/counted.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cstdint>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kDestinationsShown = 3;

/// 0 for what is none.
std::uint64_t number_at(const json& object, const char* key) {
  const bool is_there = object.is_object() && object.contains(key) && object[key].is_number_integer();
  return is_there && object[key] >= 0 ? object[key].get<std::uint64_t>() : 0;
}

std::string drain_words(const json& queue) {
  const auto drain = queue.is_object() && queue.contains("drain") ? queue["drain"] : json();
  const auto state = text_at(drain, "state");
  if (state == "draining") return fmt::format("; empty about {}, by estimate", text_at(drain, "ends_at"));
  if (state == "standing") return "; not draining";
  return {};
}

std::string waiting(const json& contents) {
  std::string out;
  std::size_t shown = 0;
  for (const auto& each : list_at(contents, "destinations")) {
    if (shown++ == kDestinationsShown) break;
    const auto name = text_at(each, "domain");
    const auto reason = text_at(each, "reason");
    out += fmt::format("  {} for {}{}\n", number_at(each, "messages"), name.empty() ? "no domain" : name,
                       reason.empty() ? "" : ": " + reason);
  }
  return out;
}

std::string line(const json& queue) {
  const auto contents = queue.is_object() && queue.contains("contents") ? queue["contents"] : json();
  const auto role = text_at(queue, "role");
  if (!contents.is_object())
    return fmt::format("Queue of the {} server: {}\n", role, text_at(queue, "trouble"));
  const auto oldest = text_at(contents, "oldest");
  const auto held = contents.contains("by_queue") ? number_at(contents["by_queue"], "hold") : 0;
  return fmt::format(
      "Queue of the {} server: {}{}{}{}\n{}", role, counted(number_at(contents, "messages"), "message"),
      held == 0 ? "" : fmt::format(", {} on hold", held), oldest.empty() ? "" : ", the oldest of " + oldest,
      drain_words(queue), waiting(contents));
}

}  // namespace

std::string queues_text(const json& cutover) {
  std::string out;
  for (const auto& queue : list_at(cutover, "queues")) out += line(queue);
  return out;
}

}  // namespace cutwatch::cli
