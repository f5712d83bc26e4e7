#include "core/dns/history.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

bool is_new_version(const Version& current, const AuthoritySample& sample) {
  if (current.rrset != sample.rrset) return true;
  const bool is_other_zone = current.serial && sample.serial && *current.serial != *sample.serial;
  return is_other_zone && current.ttl != sample.ttl;
}

/// Copies may outlive what is forgotten: bounds still need to know until when.
void raise_forgotten(AuthorityHistory& history, WallTime copies_ended) {
  history.forgotten_ended = std::max(history.forgotten_ended.value_or(copies_ended), copies_ended);
}

void forget_oldest(AuthorityHistory& history) {
  const auto& oldest = history.versions.front();
  raise_forgotten(history, oldest.ended.value_or(oldest.last_seen) + oldest.ttl);
  history.versions.erase(history.versions.begin());
}

bool is_under(const std::optional<std::uint32_t>& serial, const Version& version) {
  return serial && version.serial == serial;
}

/// Whether the version before the last one had this serial already. A zone that changes between the questions
/// for the serial and for the record has another one at the next look.
bool had_before(const AuthorityHistory& history, const std::optional<std::uint32_t>& serial) {
  const auto& versions = history.versions;
  return versions.size() > 1 && is_under(serial, versions[versions.size() - 2]);
}

bool is_vouched_for(const AuthorityHistory& history, const AuthoritySample& sample) {
  const auto& current = *history.current();
  if (!sample.is_serial_telling || history.has_changed_under_serial || had_before(history, sample.serial))
    return false;
  return is_under(sample.serial, current) && current.rrset == sample.rrset && current.ttl == sample.ttl &&
         !history.standing;
}

bool may_have_missed_versions(const AuthorityHistory& history, const AuthoritySample& sample) {
  return sample.sent - history.current()->last_asked > sample.longest_pause &&
         !is_vouched_for(history, sample);
}

void note_gap(AuthorityHistory& history, const AuthoritySample& sample) {
  const auto* current = history.current();
  if (current == nullptr || !may_have_missed_versions(history, sample)) return;
  if (history.gaps.size() == kMaxGaps) {
    raise_forgotten(history, history.gaps.front().end + history.gaps.front().ttl);
    history.gaps.erase(history.gaps.begin());
  }
  history.gaps.push_back(
      {.begin = current->last_asked, .end = sample.received, .ttl = std::max(current->ttl, sample.ttl)});
}

AuthorityHistory with_new_version(AuthorityHistory history, const AuthoritySample& sample) {
  if (!history.versions.empty()) history.versions.back().ended = sample.received;
  if (history.versions.size() == kMaxVersions) forget_oldest(history);
  history.versions.push_back({.rrset = sample.rrset,
                              .ttl = sample.ttl,
                              .serial = sample.serial,
                              .first_seen = sample.received,
                              .last_asked = sample.sent,
                              .last_seen = sample.received,
                              .ended = std::nullopt});
  history.standing = std::nullopt;
  return history;
}

/// Whether a server once published another known stage than it does now.
bool has_changed_stage(const Stages& stages, const AuthorityHistory& history) {
  if (history.current() == nullptr) return false;
  const auto now = stage_of(stages, history.current()->rrset);
  return std::ranges::any_of(history.versions, [&](const Version& version) {
    const auto stage = stage_of(stages, version.rrset);
    return stage && now && *stage != *now;
  });
}

/// Whether a server ever published a changed stage.
bool has_left_original(const Stages& stages, const AuthorityHistory& history) {
  return std::ranges::any_of(history.versions, [&](const Version& version) {
    return stage_of(stages, version.rrset).value_or(0) > 0;
  });
}

std::size_t newest_stage(const Stages& stages, const std::vector<AuthorityHistory>& histories) {
  std::size_t newest = 0;
  for (const auto& history : histories) {
    if (history.current() == nullptr) continue;
    newest = std::max(newest, stage_of(stages, history.current()->rrset).value_or(0));
  }
  return newest;
}

}  // namespace

AuthorityHistory with_sample(AuthorityHistory history, const AuthoritySample& sample) {
  note_gap(history, sample);
  if (history.versions.empty() || is_new_version(history.versions.back(), sample))
    return with_new_version(std::move(history), sample);
  auto& current = history.versions.back();
  const bool is_same_serial = is_under(sample.serial, current);
  history.standing = with_sample(history.standing, current, sample);
  if (history.standing && is_other_version(*history.standing, current, sample)) {
    if (is_same_serial) history.has_changed_under_serial = true;
    current.last_asked = history.standing->asked_before;
    return with_new_version(std::move(history), sample);
  }
  if (had_before(history, sample.serial)) history.has_changed_under_serial = true;
  current.ttl = std::max(current.ttl, sample.ttl);
  current.last_asked = sample.sent;
  current.last_seen = sample.received;
  if (sample.serial) current.serial = sample.serial;
  return history;
}

std::optional<WallTime> first_look(const std::vector<AuthorityHistory>& histories) {
  std::optional<WallTime> first;
  for (const auto& history : histories) {
    if (history.versions.empty()) continue;
    const auto seen = history.versions.front().first_seen;
    first = std::min(first.value_or(seen), seen);
  }
  return first;
}

std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& histories) {
  return target_stage(stages, histories, {});
}

std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& listed,
                         const std::vector<AuthorityHistory>& departed) {
  const auto has_answered = [](const AuthorityHistory& history) { return history.current() != nullptr; };
  const std::size_t newest =
      newest_stage(stages, std::ranges::any_of(listed, has_answered) ? listed : departed);
  if (newest > 0 || stages.size() <= 1) return newest;
  const bool is_restored =
      std::ranges::any_of(listed, [&](const auto& history) { return has_changed_stage(stages, history); }) ||
      std::ranges::any_of(departed, [&](const auto& history) { return has_left_original(stages, history); });
  return is_restored ? 0 : 1;
}

}  // namespace cutwatch::dns
