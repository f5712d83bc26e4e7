#include "core/cutover/record/own_network.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kFewestOperators = 3;
/// What a run may be late by: its jitter and its wait for a reply.
constexpr Millis kLateness{Seconds{10}};
constexpr Millis kLeastEvidenceAge{std::chrono::minutes{10}};

bool is_silence(const Result<dns::Answer>& answer) {
  return !answer && cutover::is_silence(answer.error().kind);
}

std::optional<WallTime> newest_reply(const RecordState& state) {
  std::optional<WallTime> newest;
  for (const auto& [id, view] : state.resolvers) {
    if (view->last) newest = std::max(newest.value_or(view->last->at), view->last->at);
  }
  return newest;
}

Reach reach_since(const RecordState& state, const std::vector<dns::Resolver>& resolvers, WallTime since) {
  ReachCount count;
  for (const auto& resolver : resolvers) {
    const auto found = state.resolvers.find(resolver.id);
    if (found == state.resolvers.end() || !found->second->last || found->second->last->at < since) continue;
    count.add(resolver.operator_id, is_silence(found->second->last->answer));
  }
  return count.reach();
}

}  // namespace

bool is_silence(FailureKind kind) noexcept {
  return kind == FailureKind::timeout || kind == FailureKind::unreachable;
}

bool Reach::is_enough() const { return asked >= kFewestOperators; }

bool Reach::is_most_silent() const { return is_enough() && 3 * silent >= 2 * asked; }

void ReachCount::add(std::string_view operator_id, bool is_mute) {
  const auto [entry, is_first] = is_silent_.emplace(operator_id, is_mute);
  if (!is_first) entry->second = entry->second && is_mute;
}

Reach ReachCount::reach() const {
  const auto silent = std::ranges::count_if(is_silent_, [](const auto& each) { return each.second; });
  return {.asked = is_silent_.size(), .silent = static_cast<std::size_t>(silent)};
}

bool is_own_network_down(const RecordState& state, const std::vector<dns::Resolver>& resolvers,
                         Millis interval, WallTime now) {
  const auto newest = newest_reply(state);
  if (!newest || now - *newest > std::max(3 * interval, kLeastEvidenceAge)) return false;
  const auto reach = reach_since(state, resolvers, *newest - interval - interval / 5 - kLateness);
  if (!reach.is_enough()) return state.own_network.is_down;
  return state.own_network.is_down ? 2 * reach.silent >= reach.asked : reach.is_most_silent();
}

std::optional<OwnNetworkJudged> own_network_news(const ResolverAnswered& seen, const Plan& plan,
                                                 const DomainState& known,
                                                 const std::vector<dns::Resolver>& resolvers) {
  const auto record = std::ranges::find(plan.records, seen.record, &WatchedRecord::question);
  const auto found = known.records.find(seen.record);
  if (record == plan.records.end() || found == known.records.end()) return std::nullopt;
  const auto& state = *found->second;
  // A reply brings no network down, and a silence does not bring it back: most observations end here.
  if (is_silence(seen.sighting.answer) == state.own_network.is_down) return std::nullopt;
  const auto at = seen.sighting.ended;
  const bool is_down = is_own_network_down(state, resolvers, record->interval, at);
  if (is_down == state.own_network.is_down) return std::nullopt;
  return OwnNetworkJudged{.domain = seen.domain, .record = seen.record, .at = at, .is_down = is_down};
}

bool is_silence_ours(const OwnNetwork& network, const dns::ResolverView& view) {
  if (!view.last || !is_silence(view.last->answer)) return false;
  return network.is_down || (network.since && view.last->at <= *network.since);
}

}  // namespace cutwatch::cutover
