#include "core/cutover/zone_lines.hpp"

#include "core/cutover/change_steps.hpp"
#include "core/cutover/known_record.hpp"
#include "core/cutover/original_ttl.hpp"
#include "core/cutover/published.hpp"
#include "core/cutover/standing.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

void append(std::vector<std::string>& lines, std::vector<std::string> more) {
  lines.insert(lines.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Seconds present_ttl(const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  return largest_ttl(published(record, state)).value_or(plan.timing.low_ttl);
}

Seconds ttl_in(Step step, const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  const auto present = present_ttl(plan, record, state);
  if (step == Step::lower_ttl) return std::min(present, plan.timing.low_ttl);
  if (step == Step::done) return std::max(original_ttl(record, state).value_or(present), present);
  return present;
}

/// What is to be published before the switch, and is not everywhere yet.
std::vector<const WatchedRecord*> still_to_prepare(const Plan& plan, const DomainState& state) {
  auto records = records_changed_in(plan, Step::lower_ttl);
  std::erase_if(records, [&](const WatchedRecord* record) {
    return is_complete(published(*record, state_of(*record, state)),
                       stage_after(plan, *record, Step::lower_ttl));
  });
  return records;
}

/// Lowering and restoring the TTL are about the records that the switch changes.
std::vector<const WatchedRecord*> records_of(const Plan& plan, const DomainState& state, Step step) {
  const bool is_about_ttl = step == Step::lower_ttl || step == Step::done;
  auto records = records_changed_in(plan, is_about_ttl ? Step::switch_over : step);
  if (step > Step::switch_over) return records;
  for (const auto* record : still_to_prepare(plan, state)) {
    if (std::ranges::find(records, record) == records.end()) records.push_back(record);
  }
  return records;
}

}  // namespace

std::vector<std::string> zone_lines(const dns::Question& question, const dns::RrSet& rrset, Seconds ttl) {
  const auto type = dns::to_string(question.type);
  if (rrset.is_absent()) return {fmt::format("; remove {} {}", question.name.text(), type)};
  std::vector<std::string> lines;
  for (const auto& data : rrset.data())
    lines.push_back(fmt::format("{} {} IN {} {}", question.name.text(), ttl.count(), type, data));
  return lines;
}

std::vector<std::string> lines_to_publish(const Plan& plan, const DomainState& state, Step step) {
  std::vector<std::string> lines;
  for (const auto* record : records_of(plan, state, step)) {
    const auto& stage = record->stages.at(stage_after(plan, *record, step));
    append(lines, zone_lines(record->question, stage, ttl_in(step, plan, *record, state_of(*record, state))));
  }
  return lines;
}

bool is_to_go_back(const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  const auto target = dns::target_stage(record.stages, state.histories());
  if (target == 0 || !is_begun(published(record, state), target)) return false;
  return step_of_change(plan, record, target - 1) >= Step::switch_over;  // else it leads no mail anywhere
}

std::vector<std::string> lines_to_roll_back(const Plan& plan, const DomainState& state) {
  std::vector<std::string> lines;
  for (const auto& record : plan.records) {
    const auto& known = state_of(record, state);
    if (!is_to_go_back(plan, record, known)) continue;
    const auto target = dns::target_stage(record.stages, known.histories());
    append(lines,
           zone_lines(record.question, record.stages.at(target - 1), present_ttl(plan, record, known)));
  }
  return lines;
}

}  // namespace cutwatch::cutover
