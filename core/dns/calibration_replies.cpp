#include "core/dns/calibration_replies.hpp"

#include <algorithm>
#include <iterator>

namespace cutwatch::dns {
namespace {

constexpr Seconds kRounding{1};

/// Zeros from one copy that should have ended, while every new copy shows more.
constexpr std::size_t kZerosThatTell = 3;
constexpr std::size_t kNewCopiesThatTell = 3;

/// Answers with the TTL of the first, though time has passed.
constexpr std::size_t kStandstillsThatTell = 3;

/// Durations of either kind.
constexpr std::size_t kTimesThatTell = 5;

}  // namespace

Replies usable(const Replies& all, const Wildcard& wildcard) {
  Replies out;
  std::ranges::copy_if(all, std::back_inserter(out),
                       [&](const CalibrationReply& each) { return shows(wildcard, each.answer); });
  return out;
}

Replies to_new_names(const Replies& all, const Wildcard& wildcard) {
  Replies out;
  std::set<Name> asked;
  for (const auto& each : all) {
    if (asked.insert(each.name).second && shows(wildcard, each.answer)) out.push_back(each);
  }
  return out;
}

Seconds ttl_of(const CalibrationReply& reply) { return reply.answer->ttl; }

CacheSample sample_of(const CalibrationReply& reply) {
  return {.rrset = reply.answer->rrset,
          .ttl = ttl_of(reply),
          .sent = reply.sent,
          .received = reply.received,
          .nsid = reply.answer->nsid};
}

bool ran_down(const Replies& replies) {
  for (std::size_t later = 1; later < replies.size(); ++later) {
    const auto seen = sighting_of(sample_of(replies[later]), replies[later].received);
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const auto before = sighting_of(sample_of(replies[earlier]), replies[earlier].received);
      if (counts_down(before, seen)) return true;
    }
  }
  return false;
}

bool stand_still(const Replies& replies) {
  std::size_t standstills = 0;
  for (std::size_t i = 1; i < replies.size(); ++i) {
    const auto earlier = sighting_of(sample_of(replies[i - 1]), replies[i - 1].received);
    const auto later = sighting_of(sample_of(replies[i]), replies[i].received);
    const bool is_at_once = later.sent - earlier.received < kTtlMovesWithin;
    if (stands_still(earlier, later)) {
      ++standstills;
    } else if (earlier.ttl != later.ttl || !is_at_once) {
      return false;
    }
  }
  return standstills >= kStandstillsThatTell;
}

bool came_from_a_cache(const Replies& again, const Replies& fetched) {
  if (std::min(again.size(), fetched.size()) < kTimesThatTell) return false;
  std::size_t quicker = 0;
  for (const auto& each : again) {
    quicker += static_cast<std::size_t>(std::ranges::count_if(
        fetched, [&](const CalibrationReply& other) { return each.duration < other.duration; }));
  }
  return 10 * quicker >= 9 * again.size() * fetched.size();
}

std::set<std::string> names_of(const Replies& replies) {
  std::set<std::string> names;
  for (const auto& each : replies) {
    if (each.answer && each.answer->nsid) names.insert(*each.answer->nsid);
  }
  return names;
}

std::optional<Seconds> held_at_zero(const Replies& all, const Wildcard& wildcard) {
  const auto fresh = to_new_names(all, wildcard);
  const bool is_zero_told_apart =
      fresh.size() >= kNewCopiesThatTell &&
      std::ranges::all_of(fresh, [](const CalibrationReply& each) { return ttl_of(each) > Seconds{0}; });
  if (!is_zero_told_apart) return std::nullopt;
  std::optional<Seconds> longest;
  for (const auto& first : fresh) {
    std::size_t zeros = 0;
    Seconds held{};
    for (const auto& each : usable(all, wildcard)) {
      if (each.name != first.name || each.sent < first.received + wildcard.ttl + kRounding) continue;
      if (ttl_of(each) > Seconds{0} || !each.answer->extended_errors.empty()) break;
      ++zeros;
      held = std::chrono::floor<Seconds>(each.sent - first.received);
    }
    if (zeros >= kZerosThatTell) longest = std::max(longest.value_or(held), held);
  }
  return longest;
}

}  // namespace cutwatch::dns
