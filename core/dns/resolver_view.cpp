#include "core/dns/resolver_view.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// Names that were not given for so long belong to servers that have gone.
constexpr std::chrono::hours kInstanceForgottenAfter{1};

constexpr std::uint16_t kStaleAnswer = 3;           // RFC 8914 §4.4
constexpr std::uint16_t kStaleNxdomainAnswer = 19;  // RFC 8914 §4.20

bool is_said_stale(const Answer& answer) {
  return std::ranges::any_of(answer.extended_errors, [](const ExtendedError& error) {
    return error.code == kStaleAnswer || error.code == kStaleNxdomainAnswer;
  });
}

void note_change(ResolverView& view, WallTime at) {
  auto held = held_at(view.entries, at);
  if (!view.changes.empty() && view.changes.back().held == held) return;
  if (view.changes.size() == kMaxHeldChanges) view.changes.erase(view.changes.begin());
  view.changes.push_back({.at = at, .held = std::move(held)});
}

void note_instance(ResolverView& view, const CacheSample& sample) {
  if (!sample.nsid) return;
  const auto known = std::ranges::find(view.instances, *sample.nsid, &NamedInstance::nsid);
  if (known != view.instances.end()) {
    known->last_seen = sample.received;
    return;
  }
  if (view.instances.size() == kMaxInstances) {
    view.instances.erase(std::ranges::min_element(view.instances, {}, &NamedInstance::last_seen));
  }
  view.instances.push_back({*sample.nsid, sample.received});
}

const Sighting* last_sighting(const ResolverView& view, const RrSet& rrset) {
  const auto holding = std::ranges::find(view.holdings, rrset, &Holding::rrset);
  return holding == view.holdings.end() ? nullptr : &holding->sightings.back();
}

/// Of any data.
const Sighting* latest_sighting(const ResolverView& view) {
  const Sighting* latest = nullptr;
  for (const auto& holding : view.holdings) {
    const auto& last = holding.sightings.back();
    if (latest == nullptr || latest->received < last.received) latest = &last;
  }
  return latest;
}

/// The copy that a sample was counted to: no other was seen at that instant.
const CacheEntry& copy_of(const std::vector<CacheEntry>& entries, const CacheSample& sample) {
  return *std::ranges::find_if(entries, [&](const CacheEntry& entry) {
    return entry.last_seen == sample.received && entry.rrset == sample.rrset && entry.nsid == sample.nsid;
  });
}

void take(ResolverView& view, const CacheSample& sample) {
  const auto* before = last_sighting(view, sample.rrset);
  view.entries = with_sample(std::move(view.entries), sample, before);
  const auto& copy = copy_of(view.entries, sample);
  view.ttl = with_evidence(std::move(view.ttl), sample, copy, latest_sighting(view));
  view.holdings = with_sighting(std::move(view.holdings), sample, copy.first_seen);
  view.most_interleaved = std::max(view.most_interleaved, interleaved(view.entries));
  note_instance(view, sample);
}

}  // namespace

std::size_t ResolverView::caches(WallTime now) const {
  const auto named = std::ranges::count_if(instances, [&](const NamedInstance& instance) {
    return now - instance.last_seen <= kInstanceForgottenAfter;
  });
  return std::max(most_interleaved, static_cast<std::size_t>(named));
}

ResolverView with_reply(ResolverView view, WallTime sent, WallTime at, const Result<Answer>& answer) {
  view.last = LastReply{.at = at, .answer = answer};
  if (!answer || !answer->is_definite()) return view;
  take(view, {.rrset = answer->rrset,
              .ttl = answer->ttl,
              .sent = sent,
              .received = at,
              .nsid = answer->nsid,
              .is_said_stale = is_said_stale(*answer)});
  note_change(view, at);
  return view;
}

}  // namespace cutwatch::dns
