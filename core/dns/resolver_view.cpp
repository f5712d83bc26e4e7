#include "core/dns/resolver_view.hpp"

#include "core/dns/cache_turns.hpp"

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

std::vector<RrSet> held(const ResolverView& view, WallTime at) {
  auto out = held_at(view.entries, at);
  if (view.caches(at) > 1) return out;
  std::erase_if(out, [&](const RrSet& rrset) {
    return std::ranges::none_of(view.entries, [&](const CacheEntry& copy) {
      const bool is_replaced = copy.is_end_unknown() && has_shown_other_data_since(view, copy);
      return copy.rrset == rrset && copy.is_live(at) && !is_replaced;
    });
  });
  return out;
}

void note_change(ResolverView& view, WallTime at) {
  auto now_held = held(view, at);
  if (!view.changes.empty() && view.changes.back().held == now_held) return;
  if (view.changes.size() == kMaxHeldChanges) view.changes.erase(view.changes.begin());
  view.changes.push_back({.at = at, .held = std::move(now_held)});
}

/// What was held changed when copies beside others ended, not when that was seen.
void note_ends(ResolverView& view, WallTime until) {
  if (view.changes.empty()) return;
  std::vector<WallTime> ends;
  for (const auto& copy : view.entries) {
    if (copy.ends_by <= until && copy.ends_by > view.changes.back().at) ends.push_back(copy.ends_by);
  }
  std::ranges::sort(ends);
  for (const auto end : ends) {
    if (!held(view, end).empty()) note_change(view, end);
  }
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

Standstill standstill_of(const ResolverView& view, const CacheSample& sample) {
  const auto holding = std::ranges::find(view.holdings, sample.rrset, &Holding::rrset);
  if (holding == view.holdings.end()) return {};
  return standstill(holding->sightings, sighting_of(sample, sample.received));
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

/// When the answer came that was so many before the next one.
std::optional<WallTime> surprising_since(const ResolverView& view) {
  std::vector<WallTime> received;
  for (const auto& holding : view.holdings) {
    for (const auto& sighting : holding.sightings) received.push_back(sighting.received);
  }
  if (received.size() < kAnswersBeforeASurprise) return std::nullopt;
  const auto nth = received.begin() + (kAnswersBeforeASurprise - 1);
  std::ranges::nth_element(received, nth, std::ranges::greater{});
  return *nth;
}

/// The copy that a sample was counted to: no other was seen at that instant.
CacheEntry& copy_of(std::vector<CacheEntry>& entries, const CacheSample& sample) {
  return *std::ranges::find_if(entries, [&](const CacheEntry& entry) {
    return entry.last_seen == sample.received && entry.rrset == sample.rrset && entry.nsid == sample.nsid;
  });
}

void keep_ended(ResolverView& view, WallTime until) {
  for (const auto& copy : view.entries) {
    if (!copy.is_live(until) && copy.largest_ttl > kStaleTtl) view.ended.push_back(copy);
  }
  view.ended = most_telling(std::move(view.ended), kMaxEndedCopies);
}

void take(ResolverView& view, const CacheSample& sample) {
  keep_ended(view, sample.sent);
  view.entries = with_sample(std::move(view.entries), sample, standstill_of(view, sample));
  auto& copy = copy_of(view.entries, sample);
  if (copy.samples == 1) copy.surprising_since = surprising_since(view);
  const auto* latest = latest_sighting(view);
  view.ttl = with_evidence(std::move(view.ttl), sample, copy, latest);
  const bool is_return = copy.samples > 1 && latest != nullptr && latest->copy_since != copy.first_seen;
  view.holdings = with_sighting(std::move(view.holdings), sample, copy.first_seen);
  view.most_interleaved = std::max<std::size_t>(view.most_interleaved, 1);
  if (is_return)
    view.most_interleaved = caches_by_turns(view.holdings, view.most_interleaved, kChanceReturns);
  note_instance(view, sample);
}

}  // namespace

std::size_t ResolverView::caches(WallTime now) const {
  const auto named = std::ranges::count_if(instances, [&](const NamedInstance& instance) {
    return now - instance.last_seen <= kInstanceForgottenAfter;
  });
  return std::max(most_interleaved, static_cast<std::size_t>(named));
}

std::size_t ResolverView::caches_ever() const { return std::max(most_interleaved, instances.size()); }

bool has_shown_other_data_since(const ResolverView& view, const CacheEntry& copy) {
  return std::ranges::any_of(view.holdings, [&](const Holding& holding) {
    return holding.rrset != copy.rrset && holding.sightings.back().received > copy.last_seen;
  });
}

ResolverView with_reply(ResolverView view, WallTime sent, WallTime at, const Result<Answer>& answer) {
  view.last = LastReply{.at = at, .answer = answer};
  if (!answer || !answer->is_definite()) return view;
  note_ends(view, sent);
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
