#include "core/cutover/gates/unmended_harm.hpp"

#include "core/cutover/gates/ended_messages.hpp"

#include <algorithm>
#include <optional>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;

bool is_refused_or_lost(const LedgerEntry& entry) {
  return entry.result == MessageResult::refused || entry.result == MessageResult::lost;
}

/// What the messages told, in the order in which they were sent. They may end with others between them: one
/// that is lost ends long after those that arrive.
class Harm {
 public:
  explicit Harm(Millis to_mend) : to_mend_(to_mend) {}

  void see(const LedgerEntry& entry) {
    if (is_refused_or_lost(entry)) {
      see_harm(entry);
    } else {
      in_a_row_ = 0;
      see_run(entry);
    }
  }

  /// Instants of different clocks do not compare.
  void change_clock() {
    run_.reset();
    known_.reset();
  }

  bool is_unmended() const { return is_unmended_; }

 private:
  void see_harm(const LedgerEntry& entry) {
    run_.reset();
    known_ = std::max(known_.value_or(WallTime::min()), entry.ended.value_or(entry.recorded));
    if (++in_a_row_ >= kLeastMessages) is_unmended_ = true;
  }

  void see_run(const LedgerEntry& entry) {
    if (known_ && entry.recorded < *known_) return;
    run_ = with_ended(run_, entry);
    if (run_ && run_->last - run_->since >= to_mend_) is_unmended_ = false;
  }

  Millis to_mend_;
  std::size_t in_a_row_ = 0;
  std::optional<WallTime> known_;  ///< When the last harm was known.
  std::optional<DeliveryRun> run_;
  bool is_unmended_ = false;
};

}  // namespace

Millis time_to_mend(const Evidence& evidence, const RoundTrip& trip) {
  const auto& timing = evidence.plan.timing;
  return std::max<Millis>(timing.verify_after, 2 * timing.evidence_age * evidence.interval_of(trip));
}

bool has_unmended_harm(const Evidence& evidence, const RoundTrip& trip) {
  Harm harm(time_to_mend(evidence, trip));
  for (const auto& of_one_clock : ended_by_clock(evidence, trip, Path::new_path)) {
    harm.change_clock();
    for (const auto* entry : of_one_clock) harm.see(*entry);
  }
  return harm.is_unmended();
}

}  // namespace cutwatch::cutover
