#include "core/cutover/queue/drain.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace cutwatch::cutover {
namespace {

using Hours = std::chrono::duration<double, std::ratio<3600>>;

constexpr std::size_t kMostCompared = 64;

/// Every so-many-th, the last one in any case.
std::vector<QueueSize> spread(const std::vector<QueueSize>& looks) {
  if (looks.size() <= kMostCompared) return looks;
  std::vector<QueueSize> out;
  for (std::size_t i = 1; i <= kMostCompared; ++i) out.push_back(looks[i * looks.size() / kMostCompared - 1]);
  return out;
}

/// Messages fewer in an hour, from one look to a later one.
double pace_between(const QueueSize& one, const QueueSize& later) {
  const auto fewer = static_cast<double>(one.messages) - static_cast<double>(later.messages);
  return fewer / Hours(later.at - one.at).count();
}

/// The median over all pairs; nullopt for too few looks.
std::optional<double> pace_of(std::span<const QueueSize> looks) {
  if (looks.size() < kLeastLooks) return std::nullopt;
  std::vector<double> paces;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    for (std::size_t j = i + 1; j < looks.size(); ++j) {
      if (looks[j].at > looks[i].at) paces.push_back(pace_between(looks[i], looks[j]));
    }
  }
  if (paces.empty()) return std::nullopt;
  const auto middle = paces.begin() + static_cast<std::ptrdiff_t>(paces.size() / 2);
  std::ranges::nth_element(paces, middle);
  return *middle;
}

/// A queue that slows down, or grows again, is judged by its later half; one that rests there between two
/// waves of retries by the whole.
std::optional<double> pace_in_the_end(std::span<const QueueSize> looks) {
  const auto whole = pace_of(looks);
  const auto later = pace_of(looks.subspan(looks.size() / 2));
  if (!whole || !later || *later == 0) return whole;
  return std::min(*whole, *later);
}

}  // namespace

std::string_view to_string(DrainState state) noexcept {
  switch (state) {
    case DrainState::unknown: return "unknown";
    case DrainState::empty: return "empty";
    case DrainState::draining: return "draining";
    case DrainState::standing: return "standing";
  }
  std::unreachable();
}

Drain drain_of(std::vector<QueueSize> looks) {
  if (looks.empty()) return {};
  const auto last = looks.back();
  std::erase_if(looks, [&](const QueueSize& look) { return last.at - look.at > kDrainWindow; });
  const auto pace = pace_in_the_end(spread(looks));
  if (last.messages == 0) return {.state = DrainState::empty, .per_hour = pace};
  if (!pace) return {};
  const auto hours = static_cast<double>(last.messages) / *pace;
  if (*pace <= 0 || Hours(hours) > Hours(kLongestDrain))
    return {.state = DrainState::standing, .per_hour = pace};
  return {.state = DrainState::draining,
          .per_hour = pace,
          .ends_at = last.at + std::chrono::round<Millis>(Hours(hours))};
}

}  // namespace cutwatch::cutover
