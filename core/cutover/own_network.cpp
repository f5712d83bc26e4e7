#include "core/cutover/own_network.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kFewestOperators = 3;
/// What a run may be late by: its jitter and its wait for a reply.
constexpr Millis kLateness{Seconds{10}};
constexpr Millis kLeastEvidenceAge{std::chrono::minutes{10}};

/// Nothing came back from the server's host. A refused connection did.
bool is_silence(const Result<dns::Answer>& answer) {
  if (answer) return false;
  return answer.error().kind == FailureKind::timeout || answer.error().kind == FailureKind::unreachable;
}

std::optional<WallTime> newest_reply(const RecordState& state) {
  std::optional<WallTime> newest;
  for (const auto& [id, view] : state.resolvers) {
    if (view->last) newest = std::max(newest.value_or(view->last->at), view->last->at);
  }
  return newest;
}

struct Reach {
  std::size_t asked = 0;
  std::size_t silent = 0;
};

/// One voice an operator: it is silent when none of its addresses replied.
Reach reach_since(const RecordState& state, const std::vector<dns::Resolver>& resolvers, WallTime since) {
  std::map<std::string_view, bool> is_silent;
  for (const auto& resolver : resolvers) {
    const auto found = state.resolvers.find(resolver.id);
    if (found == state.resolvers.end() || !found->second->last || found->second->last->at < since) continue;
    const bool is_mute = is_silence(found->second->last->answer);
    const auto [operator_entry, is_first] = is_silent.emplace(resolver.operator_id, is_mute);
    if (!is_first) operator_entry->second = operator_entry->second && is_mute;
  }
  const auto silent = std::ranges::count_if(is_silent, [](const auto& each) { return each.second; });
  return {.asked = is_silent.size(), .silent = static_cast<std::size_t>(silent)};
}

}  // namespace

bool is_own_network_down(const RecordState& state, const std::vector<dns::Resolver>& resolvers,
                         Millis interval, WallTime now) {
  const auto newest = newest_reply(state);
  if (!newest || now - *newest > std::max(3 * interval, kLeastEvidenceAge)) return false;
  const auto reach = reach_since(state, resolvers, *newest - interval - interval / 5 - kLateness);
  if (reach.asked < kFewestOperators) return state.own_network.is_down;
  return state.own_network.is_down ? 2 * reach.silent >= reach.asked : 3 * reach.silent >= 2 * reach.asked;
}

std::optional<OwnNetworkJudged> own_network_news(const ResolverAnswered& seen, const WatchedRecord& record,
                                                 const RecordState& state,
                                                 const std::vector<dns::Resolver>& resolvers) {
  // A reply brings no network down, and a silence does not bring it back: most observations end here.
  if (is_silence(seen.sighting.answer) == state.own_network.is_down) return std::nullopt;
  const auto at = seen.sighting.ended;
  const bool is_down = is_own_network_down(state, resolvers, record.interval, at);
  if (is_down == state.own_network.is_down) return std::nullopt;
  return OwnNetworkJudged{.domain = seen.domain, .record = seen.record, .at = at, .is_down = is_down};
}

bool is_silence_ours(const OwnNetwork& network, const dns::ResolverView& view) {
  if (!view.last || !is_silence(view.last->answer)) return false;
  return network.is_down || (network.since && view.last->at <= *network.since);
}

}  // namespace cutwatch::cutover
