#include "core/mail/log/stage_delays.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace cutwatch::mail {
namespace {

constexpr double kLongest = 100.0 * 86'400;
constexpr double kMicrosOfSecond = 1e6;
/// The state file keeps no more.
constexpr std::uint64_t kMostMicros = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::string_view to_string(DelayStage stage) noexcept {
  switch (stage) {
    case DelayStage::before_queue_manager: return "before_queue_manager";
    case DelayStage::in_queue_manager: return "in_queue_manager";
    case DelayStage::connection_setup: return "connection_setup";
    case DelayStage::transmission: return "transmission";
  }
  std::unreachable();
}

void DelayCounts::observe(double seconds) {
  const auto taken = std::clamp(seconds, 0.0, kLongest);
  const auto bound = std::ranges::lower_bound(kDelayBounds, taken);
  ++counts.at(static_cast<std::size_t>(bound - kDelayBounds.begin()));
  add({.counts = {}, .micros = static_cast<std::uint64_t>(std::llround(taken * kMicrosOfSecond))});
}

void DelayCounts::add(const DelayCounts& other) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  micros = std::min(kMostMicros, micros + std::min(other.micros, kMostMicros));
}

void StageDelays::observe(const std::array<double, kDelayStages.size()>& seconds) {
  for (std::size_t i = 0; i < stages.size(); ++i) stages[i].observe(seconds[i]);
}

void StageDelays::add(const StageDelays& other) {
  for (std::size_t i = 0; i < stages.size(); ++i) stages[i].add(other.stages[i]);
}

}  // namespace cutwatch::mail
