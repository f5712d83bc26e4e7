#include "core/cutover/times/taken_since.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// When a server last began to publish a lower TTL than before.
std::optional<WallTime> lowered(const dns::AuthorityHistory& history) {
  std::optional<WallTime> at;
  for (std::size_t i = 1; i < history.versions.size(); ++i) {
    if (history.versions[i].ttl < history.versions[i - 1].ttl) at = history.versions[i].first_seen;
  }
  return at;
}

/// The latest over the servers of the records that a step is about.
template <class When>
std::optional<WallTime> latest(const Evidence& evidence, Step step, When when) {
  std::optional<WallTime> at;
  for (const auto& of : evidence.changed_in(step)) {
    for (const auto& [server, view] : of.state.authorities) {
      if (!of.record.accepts(server)) at = std::max(at, when(of.record, view->history));
    }
  }
  return at;
}

}  // namespace

std::optional<WallTime> taken_since(const Evidence& evidence, Step step) {
  if (step == Step::done) return std::nullopt;
  if (step == Step::lower_ttl) {
    return latest(
        evidence, Step::switch_over,
        [](const WatchedRecord&, const dns::AuthorityHistory& history) { return lowered(history); });
  }
  return latest(evidence, step, [&](const WatchedRecord& record, const dns::AuthorityHistory& history) {
    return published_since(record, history, stage_after(evidence.plan, record, step));
  });
}

}  // namespace cutwatch::cutover
