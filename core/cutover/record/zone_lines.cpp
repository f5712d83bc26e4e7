#include "core/cutover/record/zone_lines.hpp"

#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/standing.hpp"

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

/// Lowering and restoring the TTL are about the records that the switch changes. What is absent has none.
std::vector<const WatchedRecord*> with_own_ttl(const Plan& plan, Step step) {
  if (plan.ttl.is_fixed) return {};
  auto records = records_changed_in(plan, Step::switch_over);
  std::erase_if(records, [&](const WatchedRecord* record) {
    return record->stages.at(stage_after(plan, *record, step)).is_absent();
  });
  return records;
}

std::vector<const WatchedRecord*> records_of(const Plan& plan, const DomainState& state, Step step) {
  auto records = step <= Step::switch_over ? still_to_prepare(plan, state) : records_changed_in(plan, step);
  const bool is_about_ttl = step == Step::lower_ttl || step == Step::done;
  const auto more = is_about_ttl                ? with_own_ttl(plan, step)
                    : step == Step::switch_over ? records_changed_in(plan, step)
                                                : std::vector<const WatchedRecord*>{};
  for (const auto* record : more) {
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
  return is_begun(published(record, state), stage_after(plan, record, Step::lower_ttl) + 1);
}

std::vector<std::string> lines_to_roll_back(const Plan& plan, const DomainState& state) {
  std::vector<std::string> lines;
  for (const auto& record : plan.records) {
    const auto& known = state_of(record, state);
    if (!is_to_go_back(plan, record, known)) continue;
    const auto& before = record.stages.at(stage_after(plan, record, Step::lower_ttl));
    append(lines, zone_lines(record.question, before, present_ttl(plan, record, known)));
  }
  return lines;
}

}  // namespace cutwatch::cutover
