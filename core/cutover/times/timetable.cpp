#include "core/cutover/times/timetable.hpp"

#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "core/cutover/times/projection.hpp"
#include "core/cutover/times/taken_since.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

const TimeProof* first_with(const std::vector<TimeProof>& proofs, HoldUp hold_up) {
  const auto found = std::ranges::find(proofs, hold_up, &TimeProof::hold_up);
  return found == proofs.end() ? nullptr : &*found;
}

std::optional<WallTime> latest(const std::vector<TimeProof>& proofs) {
  std::optional<WallTime> out;
  for (const auto& proof : proofs) out = std::max(out, proof.until);
  return out;
}

StepTimeKind kind_of(const std::vector<TimeProof>& proofs) {
  if (first_with(proofs, HoldUp::endless) != nullptr) return StepTimeKind::no_time;
  if (first_with(proofs, HoldUp::evidence) != nullptr) return StepTimeKind::not_before;
  return first_with(proofs, HoldUp::time) != nullptr ? StepTimeKind::at : StepTimeKind::open;
}

/// The name servers that have not been seen on what a step that is under way publishes.
std::vector<TimeProof> who_is_missing(const Evidence& evidence, Step step) {
  std::vector<TimeProof> proofs;
  for (const auto& of : evidence.changed_in(step)) {
    const auto stage = stage_after(evidence.plan, of.record, step);
    for (const auto& [server, version, now] : published(of.record, of.state)) {
      if (now && *now >= stage) continue;
      proofs.push_back({.gate = "authorities_agree",
                        .hold_up = HoldUp::endless,
                        .text = fmt::format("{} publishes {} for {}", text_of(server),
                                            version ? version->rrset.text() : "what nobody has seen",
                                            text_of(of.record))});
    }
  }
  return proofs;
}

/// Goes through the steps, and carries on as if each were taken as early as it may be.
class Timetable {
 public:
  Timetable(const Evidence& evidence, const std::vector<Gate>& gates, const Decision& decision)
      : evidence_(evidence), gates_(gates), decision_(decision) {}

  std::vector<StepTime> of_all() {
    std::vector<StepTime> out;
    for (const auto step : steps_of(evidence_.plan)) out.push_back(of(step));
    return out;
  }

 private:
  StepTime of(Step step) {
    if (is_unseen_retirement(step)) return of_next(step);
    if (!decision_.next || step < *decision_.next)
      return {.step = step, .kind = StepTimeKind::taken, .at = taken_since(evidence_, step)};
    auto time = step == *decision_.next ? of_next(step) : of_later(step);
    time.publish = lines_of(step);
    if (step == Step::switch_over) switched_ = std::max(time.at.value_or(evidence_.now), evidence_.now);
    before_ = time;
    return time;
  }

  /// In the end nothing may show that the old server is out of the way.
  bool is_unseen_retirement(Step step) const {
    return !decision_.next && step == Step::retire_old && !is_retirement_seen(evidence_, gates_);
  }

  std::vector<std::string> lines_of(Step step) const {
    const bool is_behind_lowering = decision_.next == Step::lower_ttl && step > Step::lower_ttl;
    return is_behind_lowering ? lines_once_lowered(evidence_.plan, evidence_.state, step)
                              : lines_to_publish(evidence_.plan, evidence_.state, step);
  }

  StepTime of_next(Step step) const {
    if (is_begun(evidence_.plan, evidence_.state, step) && !is_taken(evidence_.plan, evidence_.state, step)) {
      const bool is_switch = step == Step::switch_over;
      return {.step = step,
              .kind = StepTimeKind::under_way,
              .at = is_switch ? evidence_.standing.switched_since : std::nullopt,
              .proofs = who_is_missing(evidence_, step)};
    }
    auto proofs = proofs_now(evidence_, gates_, step);
    if (decision_.hindrance)
      proofs.insert(proofs.begin(), {.gate = "", .hold_up = HoldUp::evidence, .text = *decision_.hindrance});
    const auto kind = kind_of(proofs);
    const auto at = kind == StepTimeKind::no_time ? std::nullopt : latest(proofs);
    return {.step = step, .kind = kind, .at = at, .proofs = std::move(proofs)};
  }

  StepTime of_later(Step step) const {
    if (before_.kind == StepTimeKind::no_time || before_.kind == StepTimeKind::under_way)
      return {.step = step, .kind = StepTimeKind::no_time, .proofs = {after_endless()}};
    const Supposition supposed{.taken = before_.step,
                               .at = std::max(before_.at.value_or(evidence_.now), evidence_.now)};
    auto proofs = proofs_after(evidence_, gates_, step, supposed, switched_);
    const bool is_told = kind_of(proofs) != StepTimeKind::no_time;
    const auto at = std::max(latest(proofs).value_or(supposed.at), supposed.at);
    return {.step = step,
            .kind = is_told ? StepTimeKind::not_before : StepTimeKind::no_time,
            .at = is_told ? std::optional(at) : std::nullopt,
            .supposes = supposed,
            .proofs = std::move(proofs)};
  }

  /// What keeps the step before from having a time keeps this one from it too.
  TimeProof after_endless() const {
    const auto* why = first_with(before_.proofs, HoldUp::endless);
    const bool is_first = why == nullptr || !why->gate.empty();
    return {.gate = "",
            .hold_up = HoldUp::endless,
            .text = is_first ? fmt::format("{} comes first: {}", to_string(before_.step),
                                           why == nullptr ? "it is under way" : why->text)
                             : why->text};
  }

  const Evidence& evidence_;
  const std::vector<Gate>& gates_;
  const Decision& decision_;
  std::optional<WallTime> switched_;  ///< When the switch is supposed to be taken, if it is not yet.
  StepTime before_;
};

std::string not_before(const StepTime& time) {
  const auto from = time.at ? fmt::format("not before {}", rfc3339(*time.at)) : std::string("not yet");
  if (time.supposes)
    return fmt::format("{}, if {} is taken at {}", from, to_string(time.supposes->taken),
                       rfc3339(time.supposes->at));
  const auto* missing = first_with(time.proofs, HoldUp::evidence);
  if (missing == nullptr) return from;
  return missing->gate.empty()
             ? fmt::format("{}: {}", from, missing->text)
             : fmt::format("{}, and not without {}: {}", from, missing->gate, missing->text);
}

std::string no_time(const StepTime& time) {
  const auto* why = first_with(time.proofs, HoldUp::endless);
  return why == nullptr ? "no time can be told" : "no time can be told: " + why->text;
}

std::string since(const std::optional<WallTime>& at) {
  return at ? fmt::format(" since {}", rfc3339(*at)) : "";
}

}  // namespace

std::string_view to_string(StepTimeKind kind) noexcept {
  switch (kind) {
    case StepTimeKind::taken: return "taken";
    case StepTimeKind::under_way: return "under_way";
    case StepTimeKind::open: return "open";
    case StepTimeKind::at: return "at";
    case StepTimeKind::not_before: return "not_before";
    case StepTimeKind::no_time: return "no_time";
  }
  std::unreachable();
}

std::string StepTime::sentence() const {
  switch (kind) {
    case StepTimeKind::taken: return "taken" + since(at);
    case StepTimeKind::under_way: return "under way" + since(at);
    case StepTimeKind::open:
      return at ? fmt::format("may be taken now: its time came at {}", rfc3339(*at)) : "may be taken now";
    case StepTimeKind::at: return fmt::format("may be taken from {} on", rfc3339(*at));
    case StepTimeKind::not_before: return not_before(*this);
    case StepTimeKind::no_time: return no_time(*this);
  }
  std::unreachable();
}

std::vector<StepTime> timetable_of(const Evidence& evidence, const std::vector<Gate>& gates,
                                   const Decision& decision) {
  return Timetable(evidence, gates, decision).of_all();
}

}  // namespace cutwatch::cutover
