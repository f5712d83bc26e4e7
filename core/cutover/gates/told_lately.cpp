#include "core/cutover/gates/told_lately.hpp"

#include "core/cutover/gates/ended_messages.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

constexpr std::uint32_t kLeastReach = 3;

}  // namespace

bool is_within_reach(const Evidence& evidence, WallTime at, const RoundTrip& trip) {
  auto timing = evidence.plan.timing;
  const auto turn = static_cast<std::uint32_t>(trip.bodies.size()) + 1;
  timing.evidence_age = std::max({timing.evidence_age, kLeastReach, turn});
  return is_fresh(timing, at, evidence.interval_of(trip), evidence.now);
}

WallTime told_at(const mail::LedgerEntry& entry, const RoundTrip& trip) {
  const auto ended = entry.ended.value_or(entry.recorded);
  return entry.result == mail::MessageResult::delivered ? std::min(ended, entry.recorded + trip.late_after)
                                                        : ended;
}

std::vector<const mail::LedgerEntry*> told_lately(const Evidence& evidence, const RoundTrip& trip) {
  auto out = ended_messages(evidence, trip, Path::new_path);
  std::erase_if(out, [&](const mail::LedgerEntry* entry) {
    return is_to_come(entry->recorded, evidence.now) ||
           !is_within_reach(evidence, told_at(*entry, trip), trip);
  });
  const bool is_evidence = std::ranges::any_of(out, [&](const mail::LedgerEntry* entry) {
    return evidence.is_fresh(told_at(*entry, trip), evidence.interval_of(trip));
  });
  if (!is_evidence) out.clear();
  return out;
}

std::optional<mail::BodyKind> kind_not_shown(const RoundTrip& trip,
                                             const std::vector<const mail::LedgerEntry*>& messages) {
  const auto missing = std::ranges::find_if(trip.bodies, [&](mail::BodyKind kind) {
    return std::ranges::none_of(messages, [&](const auto* entry) { return entry->form.body == kind; });
  });
  return missing == trip.bodies.end() ? std::nullopt : std::optional(*missing);
}

std::string text_of(const mail::LedgerEntry& entry) {
  return fmt::format("message {} of {}, sent at {}", entry.id, entry.probe, rfc3339(entry.recorded));
}

}  // namespace cutwatch::cutover
