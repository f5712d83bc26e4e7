#include "core/dns/history.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

bool is_new_version(const Version& current, const AuthoritySample& sample) {
  if (current.rrset != sample.rrset) return true;
  const bool is_other_zone = current.serial && sample.serial && *current.serial != *sample.serial;
  return is_other_zone && current.ttl != sample.ttl;
}

struct StageChange {
  WallTime at;
  std::size_t stage;
};

/// The last time that a server went from one known stage to another.
std::optional<StageChange> last_change(const Stages& stages, const AuthorityHistory& history) {
  std::optional<StageChange> change;
  std::optional<std::size_t> before;
  for (const auto& version : history.versions) {
    const auto stage = stage_of(stages, version.rrset);
    if (!stage) continue;
    if (before && *before != *stage) change = StageChange{version.first_seen, *stage};
    before = stage;
  }
  return change;
}

}  // namespace

AuthorityHistory with_sample(AuthorityHistory history, const AuthoritySample& sample) {
  if (!history.versions.empty() && !is_new_version(history.versions.back(), sample)) {
    auto& current = history.versions.back();
    current.ttl = std::max(current.ttl, sample.ttl);
    current.last_seen = sample.received;
    if (sample.serial) current.serial = sample.serial;
    return history;
  }
  if (!history.versions.empty()) history.versions.back().ended = sample.received;
  if (history.versions.size() == kMaxVersions) history.versions.erase(history.versions.begin());
  history.versions.push_back({.rrset = sample.rrset,
                              .ttl = sample.ttl,
                              .serial = sample.serial,
                              .first_seen = sample.received,
                              .last_seen = sample.received,
                              .ended = std::nullopt});
  return history;
}

std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& histories) {
  std::optional<StageChange> latest;
  std::size_t newest = 0;
  for (const auto& history : histories) {
    const auto change = last_change(stages, history);
    if (change && (!latest || latest->at < change->at)) latest = change;
    if (history.current() == nullptr) continue;
    newest = std::max(newest, stage_of(stages, history.current()->rrset).value_or(0));
  }
  if (latest) return latest->stage;
  if (newest == 0 && stages.size() > 1) return 1;
  return newest;
}

}  // namespace cutwatch::dns
