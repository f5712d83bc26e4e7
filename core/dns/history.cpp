#include "core/dns/history.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

bool is_new_version(const Version& current, const AuthoritySample& sample) {
  if (current.rrset != sample.rrset) return true;
  const bool is_other_zone = current.serial && sample.serial && *current.serial != *sample.serial;
  return is_other_zone && current.ttl != sample.ttl;
}

/// Whether a server once published another known stage than it does now.
bool has_changed_stage(const Stages& stages, const AuthorityHistory& history) {
  const auto now = stage_of(stages, history.current()->rrset);
  return std::ranges::any_of(history.versions, [&](const Version& version) {
    const auto stage = stage_of(stages, version.rrset);
    return stage && now && *stage != *now;
  });
}

}  // namespace

AuthorityHistory with_sample(AuthorityHistory history, const AuthoritySample& sample) {
  if (!history.versions.empty() && !is_new_version(history.versions.back(), sample)) {
    auto& current = history.versions.back();
    current.ttl = std::max(current.ttl, sample.ttl);
    current.last_asked = sample.sent;
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
                              .last_asked = sample.sent,
                              .last_seen = sample.received,
                              .ended = std::nullopt});
  return history;
}

std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& histories) {
  std::size_t newest = 0;
  bool is_restored = false;
  for (const auto& history : histories) {
    if (history.current() == nullptr) continue;
    newest = std::max(newest, stage_of(stages, history.current()->rrset).value_or(0));
    is_restored = is_restored || has_changed_stage(stages, history);
  }
  if (newest == 0 && !is_restored && stages.size() > 1) return 1;
  return newest;
}

}  // namespace cutwatch::dns
