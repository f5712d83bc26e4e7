#include "core/dns/calibration_text.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace cutwatch::dns {
namespace {

bool differs(const Calibration& seen) {
  return seen.given_short && seen.given_short->least + Seconds{2} < seen.given_short->most;
}

}  // namespace

std::string cap_text(const Calibration& seen) {
  if (!seen.given_long) return "?";
  const auto cap = seen.cap();
  const auto least = seen.least_cap();
  if (!cap) return least ? fmt::format("{} to none", least->count()) : "none";
  return least ? fmt::format("{} to {}", least->count(), cap->count()) : std::to_string(cap->count());
}

std::string floor_text(const Calibration& seen) {
  const auto floor = seen.floor();
  if (!floor) return seen.given_short && !seen.held_at_zero ? "none" : "?";
  if (differs(seen) && seen.given_short->most == *floor)
    return fmt::format("{} to {}", seen.given_short->least.count(), floor->count());
  return std::to_string(floor->count());
}

std::string aging_text(const Calibration& seen) {
  if (!seen.aging) return "?";
  return *seen.aging == Aging::counts_down ? "yes" : "frozen";
}

std::string note_text(const Calibration& seen) {
  auto notes = seen.unmeasured;
  if (seen.least_cap()) notes.emplace_back("its caches keep TTLs for different times");
  return fmt::format("{}", fmt::join(notes, "; "));
}

std::string sentence_of(const Calibration& seen) {
  const auto cap = cap_text(seen);
  const auto floor = floor_text(seen);
  auto text = cap == "none" ? fmt::format("no cap up to {} s", seen.long_ttl.count())
                            : fmt::format("cap {}{}", cap, cap == "?" ? "" : " s");
  text += floor == "none" ? ", no floor" : fmt::format(", floor {}{}", floor, floor == "?" ? "" : " s");
  if (seen.aging) text += *seen.aging == Aging::counts_down ? ", TTLs run down" : ", TTLs stand still";
  text += fmt::format(", at least {} cache{}", seen.caches, seen.caches == 1 ? "" : "s");
  const auto note = note_text(seen);
  return note.empty() ? text : fmt::format("{} ({})", text, note);
}

}  // namespace cutwatch::dns
