#include "exporters/farewell_json.hpp"

#include "core/cutover/server_log/farewell.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

/// Those who send most: the others are in the sums.
constexpr std::size_t kSendersShown = 32;

json by_state(const std::map<cutover::FarewellState, std::uint64_t>& numbers) {
  json out = json::object();
  for (const auto state : cutover::kFarewellStates) {
    const auto found = numbers.find(state);
    out[std::string(to_string(state))] = found == numbers.end() ? 0 : found->second;
  }
  return out;
}

json late_json(const std::vector<cutover::LateSender>& late) {
  json out = json::array();
  for (std::size_t i = 0; i < std::min(late.size(), kSendersShown); ++i) {
    const auto& sender = late[i];
    out.push_back({{"network", text_of(sender.network)},
                   {"name", sender.name.empty() ? json() : json(printable(sender.name))},
                   {"messages", sender.since},
                   {"before", sender.before},
                   {"last", rfc3339(sender.last)}});
  }
  return out;
}

}  // namespace

json farewell_json(const cutover::Plan& plan, const DomainState& state,
                   std::optional<WallTime> switched_since) {
  const auto seen = cutover::farewell(plan, state, switched_since);
  if (!seen) return nullptr;
  return {{"since", rfc3339(seen->switched_since)},
          {"new_server_read", seen->is_new_read},
          {"former_messages", by_state(seen->weights)},
          {"former_networks", by_state(seen->networks)},
          {"share_moved", value_or_null(seen->share_moved())},
          {"late_networks", seen->late.size()},
          {"late", late_json(seen->late)},
          {"other_messages", seen->other_messages}};
}

}  // namespace cutwatch::exporters
