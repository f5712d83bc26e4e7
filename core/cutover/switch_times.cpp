#include "core/cutover/switch_times.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/published_spell.hpp"

#include <algorithm>
#include <utility>

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

/// The last one of that resolver and target, where it is of that spell; null otherwise. One of which nobody
/// saw when it was published was at least judged in it.
const std::pair<const SwitchKey, ResolverSwitch>* known_of(const std::map<SwitchKey, ResolverSwitch>& known,
                                                           SwitchKey key, WallTime begin) {
  key.published = WallTime::max();
  auto behind = known.upper_bound(key);
  if (behind == known.begin()) return nullptr;
  const auto& [last, seen] = *--behind;
  const bool is_same =
      last.record == key.record && last.resolver == key.resolver && last.target == key.target;
  const bool is_of_spell = std::max(last.published.value_or(seen.since), seen.since) >= begin;
  return is_same && is_of_spell ? &*behind : nullptr;
}

/// What is new of one record at one resolver.
void follow(std::map<SwitchKey, ResolverSwitch>& news, const DomainState& state,
            const RecordAssessment& record, const PublishedSpell& spell, const ResolverAssessment& seen,
            WallTime now) {
  SwitchKey key{.record = record.record->question,
                .resolver = seen.resolver->id,
                .target = record.record->stages.at(record.target).text(),
                .published = spell.seen_to_begin};
  const auto* known = known_of(state.chronicle->switches, key, spell.begin);
  if (known == nullptr && !is_telling(seen.state)) return;
  auto next = followed(known == nullptr ? nullptr : &known->second, seen, now);
  if (known == nullptr) {
    news.emplace(std::move(key), next);
  } else if (next != known->second) {
    news.emplace(known->first, next);
  }
}

}  // namespace

std::map<SwitchKey, ResolverSwitch> switch_news(const DomainState& state, const CutoverAssessment& assessed,
                                                WallTime now) {
  std::map<SwitchKey, ResolverSwitch> news;
  for (const auto& record : assessed.records) {
    if (!record.bounds.changed) continue;
    const auto spell = last_spell(state_of(*record.record, state), record.record->stages.at(record.target));
    if (!spell) continue;
    for (const auto& seen : record.resolvers) follow(news, state, record, *spell, seen, now);
  }
  return news;
}

}  // namespace cutwatch::cutover
