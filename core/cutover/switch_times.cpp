#include "core/cutover/switch_times.hpp"

namespace cutwatch::cutover {
namespace {

/// An error and a silence say nothing about what is cached.
bool is_telling(const std::optional<dns::AnswerState>& state) {
  return state && *state != dns::AnswerState::error && *state != dns::AnswerState::unreachable;
}

ResolverSwitch followed(const ResolverSwitch* known, const ResolverAssessment& seen, WallTime now) {
  auto next = known == nullptr ? ResolverSwitch{.state = *seen.state, .since = now} : *known;
  if (is_telling(seen.state) && next.state != *seen.state) {
    next.state = *seen.state;
    next.since = now;
  }
  if (next.state == dns::AnswerState::new_stage && !next.first_new) next.first_new = next.since;
  if (seen.kept) {
    next.cause = seen.kept->cause;
    next.kept_until = seen.kept->last_seen;
  }
  return next;
}

}  // namespace

std::map<SwitchKey, ResolverSwitch> switch_news(const std::map<SwitchKey, ResolverSwitch>& known,
                                                const CutoverAssessment& assessed, WallTime now) {
  std::map<SwitchKey, ResolverSwitch> news;
  for (const auto& record : assessed.records) {
    if (!record.bounds.changed) continue;
    for (const auto& seen : record.resolvers) {
      SwitchKey key{.record = record.record->question,
                    .resolver = seen.resolver->id,
                    .target = record.record->stages.at(record.target).text()};
      const auto found = known.find(key);
      const auto* before = found == known.end() ? nullptr : &found->second;
      if (before == nullptr && !is_telling(seen.state)) continue;
      auto next = followed(before, seen, now);
      if (before == nullptr || next != *before) news.emplace(std::move(key), next);
    }
  }
  return news;
}

}  // namespace cutwatch::cutover
