#include "core/mail/log/minute_counts.hpp"

#include <chrono>

namespace cutwatch::mail {
namespace {

void add(MinuteCount& count, const MinuteCount& more) {
  count.refused += more.refused;
  count.passed_on += more.passed_on;
}

void forget_first(MinuteCounts& counts) {
  while (counts.size() > kMostMinutes) counts.erase(counts.begin());
}

}  // namespace

void add(MinuteCounts& counts, WallTime at, const MinuteCount& more) {
  add(counts[std::chrono::floor<std::chrono::minutes>(at)], more);
  forget_first(counts);
}

void add(MinuteCounts& counts, const MinuteCounts& more) {
  for (const auto& [minute, count] : more) add(counts[minute], count);
  forget_first(counts);
}

MinuteCount since(const MinuteCounts& counts, WallTime begin) {
  MinuteCount sum;
  for (auto at = counts.upper_bound(begin - std::chrono::minutes{1}); at != counts.end(); ++at)
    add(sum, at->second);
  return sum;
}

MinuteCounts shifted(const MinuteCounts& counts, Millis by) {
  MinuteCounts out;
  for (const auto& [minute, count] : counts) out.emplace(minute + by, count);
  return out;
}

}  // namespace cutwatch::mail
