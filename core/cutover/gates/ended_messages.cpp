#include "core/cutover/gates/ended_messages.hpp"

#include "core/cutover/plan/planned_message.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/mail/copies_of_message.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <ranges>
#include <string>
#include <tuple>
#include <utility>

namespace cutwatch::cutover {
namespace {

/// The messages that tell of mail that is sent as the plan says now.
class Meant {
 public:
  Meant(const Evidence& evidence, const RoundTrip& trip, Path path)
      : is_taken_(std::ranges::find(trip.paths, path) != trip.paths.end()),
        planned_(planned_message(evidence.plan, trip, path)),
        from_before_step_(evidence.state.mail->from_before_step) {}

  bool has(const mail::LedgerEntry& entry) const {
    return went_there(entry) && !from_before_step_.contains(entry.id);
  }
  bool went_there(const mail::LedgerEntry& entry) const {
    return is_taken_ && entry.probe == planned_.probe && entry.path == planned_.path &&
           entry.goes_where(planned_);
  }
  bool has(const DeliveryRun& run) const { return is_taken_ && run.destination == planned_.destination(); }

 private:
  bool is_taken_;
  mail::LedgerEntry planned_;
  const std::map<std::string, BeforeStep>& from_before_step_;
};

bool is_untold(const mail::LedgerEntry& entry) { return entry.result == mail::MessageResult::untold; }

/// How often the host's clock had been set when the message was recorded.
std::uint32_t clock_of(const MailState& state, const mail::LedgerEntry& entry) {
  const auto before = state.from_before_step.find(entry.id);
  return before == state.from_before_step.end() ? state.clock_steps : before->second.clock;
}

}  // namespace

std::vector<const mail::LedgerEntry*> ended_messages(const Evidence& evidence, const RoundTrip& trip,
                                                     Path path) {
  const Meant meant(evidence, trip, path);
  std::vector<const mail::LedgerEntry*> out;
  for (const auto& entry : evidence.state.mail->ended | std::views::reverse) {
    if (!meant.has(*entry) || is_untold(*entry)) continue;
    const bool is_future = is_to_come(entry->recorded, evidence.now);
    if (!out.empty() && is_future != is_to_come(out.back()->recorded, evidence.now)) break;
    out.push_back(&*entry);
  }
  std::ranges::sort(out, std::ranges::greater{},
                    [](const mail::LedgerEntry* entry) { return std::tie(entry->recorded, entry->id); });
  return out;
}

std::vector<std::vector<const mail::LedgerEntry*>> ended_by_clock(const Evidence& evidence,
                                                                  const RoundTrip& trip, Path path) {
  const Meant meant(evidence, trip, path);
  std::map<std::uint32_t, std::vector<const mail::LedgerEntry*>> by_clock;
  for (const auto& entry : evidence.state.mail->ended) {
    if (meant.went_there(*entry) && !is_untold(*entry))
      by_clock[clock_of(*evidence.state.mail, *entry)].push_back(&*entry);
  }
  std::vector<std::vector<const mail::LedgerEntry*>> out;
  for (auto& [clock, entries] : by_clock) {
    std::ranges::sort(entries, {},
                      [](const mail::LedgerEntry* entry) { return std::tie(entry->recorded, entry->id); });
    out.push_back(std::move(entries));
  }
  return out;
}

std::vector<const mail::LedgerEntry*> messages_under_way(const Evidence& evidence, const RoundTrip& trip,
                                                         Path path) {
  const Meant meant(evidence, trip, path);
  std::vector<const mail::LedgerEntry*> out;
  for (const auto& [id, entry] : evidence.state.mail->in_flight) {
    if (meant.has(entry)) out.push_back(&entry);
  }
  return out;
}

const DeliveryRun* run_of(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto& runs = evidence.state.mail->runs;
  const auto run = runs.find({trip.id, std::string(to_string(path))});
  const bool is_meant = run != runs.end() && Meant(evidence, trip, path).has(run->second);
  return is_meant ? &run->second : nullptr;
}

const mail::LedgerEntry* untold_message(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const Meant meant(evidence, trip, path);
  for (const auto& entry : evidence.state.mail->ended | std::views::reverse) {
    if (meant.has(*entry) && is_untold(*entry)) return &*entry;
  }
  return nullptr;
}

const mail::LedgerEntry* overdue_message(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto under_way = messages_under_way(evidence, trip, path);
  const auto is_telling = [&](const mail::LedgerEntry& entry) {
    if (mail::only_copy(entry) != nullptr) return false;
    return !entry.awaited_report || is_silence_telling(entry, reporting_way(*evidence.state.mail, entry));
  };
  const auto late = std::ranges::find_if(under_way, [&](const auto* entry) {
    return evidence.now - entry->recorded > trip.late_after && is_telling(*entry);
  });
  return late == under_way.end() ? nullptr : *late;
}

}  // namespace cutwatch::cutover
