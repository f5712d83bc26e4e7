#include "exporters/queue_json.hpp"

#include "core/cutover/queue/queue_standing.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

namespace cutwatch::exporters {
namespace {

using cutover::QueueStanding;
using nlohmann::json;

/// The longest ones: a page of them.
constexpr std::size_t kDestinationsShown = 16;
constexpr std::size_t kPointsShown = 64;

json destination_json(const std::string& name, const mail::QueueDestination& waiting) {
  return {{"domain", printable(name)},
          {"messages", waiting.messages},
          {"oldest", time_or_null(waiting.oldest)},
          {"reason", printable(waiting.reason, 512)}};
}

/// Those with the most messages first, of equals by name; the rest together.
json destinations_json(const mail::QueueFacts& facts) {
  std::vector<std::pair<std::string, mail::QueueDestination>> all(facts.destinations.begin(),
                                                                  facts.destinations.end());
  std::ranges::sort(all, [](const auto& one, const auto& other) {
    return std::tie(other.second.messages, one.first) < std::tie(one.second.messages, other.first);
  });
  json out = json::array();
  for (std::size_t i = 0; i < std::min(all.size(), kDestinationsShown); ++i)
    out.push_back(destination_json(all[i].first, all[i].second));
  return out;
}

std::uint64_t elsewhere(const mail::QueueFacts& facts) {
  std::vector<std::uint64_t> all;
  for (const auto& [name, waiting] : facts.destinations) all.push_back(waiting.messages);
  std::ranges::sort(all, std::ranges::greater{});
  auto out = facts.other_destinations.messages;
  for (std::size_t i = kDestinationsShown; i < all.size(); ++i) out += all[i];
  return out;
}

json by_queue_json(const mail::QueueFacts& facts) {
  json out = json::object();
  for (const auto& [name, messages] : facts.by_queue) out[std::string(to_string(name))] = messages;
  return out;
}

json facts_json(const mail::QueueFacts& facts) {
  return {{"messages", facts.messages},
          {"octets", facts.octets},
          {"oldest", time_or_null(facts.oldest)},
          {"by_queue", by_queue_json(facts)},
          {"staying", {{"messages", facts.staying}, {"held", facts.staying_held}}},
          {"staying_own", {{"messages", facts.staying_own}, {"held", facts.staying_own_held}}},
          {"forced_expired", facts.forced_expired},
          {"unreadable", facts.unreadable},
          {"cut", facts.is_cut},
          {"destinations", destinations_json(facts)},
          {"elsewhere", elsewhere(facts)}};
}

/// A tenth of a message is as fine as an estimate is worth.
json rounded(const std::optional<double>& per_hour) {
  return per_hour ? json(std::round(*per_hour * 10) / 10) : json();
}

json drain_json(const cutover::Drain& drain) {
  return {{"state", to_string(drain.state)},
          {"per_hour", rounded(drain.per_hour)},
          {"ends_at", time_or_null(drain.ends_at)}};
}

/// The whole of it at even steps of looks, the last one included.
json curve_json(const std::vector<QueuePoint>& curve) {
  json out = json::array();
  const auto shown = std::min(curve.size(), kPointsShown);
  for (std::size_t i = 1; i <= shown; ++i) {
    const auto& point = curve[i * curve.size() / shown - 1];
    out.push_back({{"at", rfc3339(point.at)}, {"messages", point.messages}, {"staying", point.staying}});
  }
  return out;
}

json queue_json(const QueueStanding& standing) {
  return {{"role", to_string(standing.queue.role)},
          {"kind", to_string(standing.queue.format)},
          {"command", printable(standing.queue.source())},
          {"looked", time_or_null(standing.state.last)},
          {"failure", standing.state.failure ? text_of(*standing.state.failure) : json()},
          {"trouble", standing.trouble.empty() ? json() : json(printable(standing.trouble, 512))},
          {"contents", standing.facts == nullptr ? json() : facts_json(*standing.facts)},
          {"drain", drain_json(standing.drain)},
          {"curve", curve_json(standing.state.curve)}};
}

}  // namespace

json queues_json(const cutover::Plan& plan, const DomainState& state, WallTime now) {
  json out = json::array();
  for (const auto& queue : plan.queues) {
    if (const auto standing = queue_standing(plan, state, queue.role, now))
      out.push_back(queue_json(*standing));
  }
  return out;
}

}  // namespace cutwatch::exporters
