#include "agent/init/record_list.hpp"

#include "core/cutover/plan/old_host_names.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

/// What the configuration takes as one value.
constexpr std::size_t kMostData = 1024;

bool is_too_long(const dns::Stages& stages) {
  return std::ranges::any_of(stages, [](const dns::RrSet& stage) {
    return std::ranges::any_of(stage.data(), [](const std::string& data) { return data.size() > kMostData; });
  });
}

}  // namespace

bool RecordList::has(const dns::Question& question) const {
  return std::ranges::find(planned_.records, question, &PlannedRecord::question) != planned_.records.end();
}

/// As the check of the configuration will see it.
cutover::OldHost RecordList::old_host() const {
  cutover::Plan plan{.kind = move_.kind};
  for (const auto& record : planned_.records)
    plan.records.push_back({.question = record.question, .stages = record.stages});
  auto host = move_.old_host();
  if (move_.kind == cutover::Kind::address) host.name.clear();
  return cutover::with_other_names(std::move(host), plan);
}

void RecordList::leave_as_it_is(PlannedRecord& record) {
  leave_out(fmt::format("{}: its change, since the last stage would lead to the old server: {}",
                        to_string(record.question), record.stages.back().text()));
  record.stages.resize(1);
  record.step.reset();
}

PlannedRecords RecordList::take() && {
  const auto host = old_host();
  for (auto& record : planned_.records) {
    if (record.stages.size() > 1 && cutover::names(host, record.question, record.stages.back()))
      leave_as_it_is(record);
  }
  return std::move(planned_);
}

void RecordList::add(PlannedRecord record) {
  if (has(record.question)) return;
  const auto name = to_string(record.question);
  if (record.question.name.text().contains('\\') || is_too_long(record.stages))
    return leave_out(fmt::format("{}: not a name or data that a configuration takes", name));
  if (planned_.records.size() == kMostRecords)
    return leave_out(fmt::format("{}: the plan has {} records already", name, kMostRecords));
  const auto repeated = std::ranges::unique(record.stages);
  record.stages.erase(repeated.begin(), repeated.end());
  if (record.stages.size() == 1) record.step.reset();
  planned_.records.push_back(std::move(record));
}

void RecordList::add_unchanged(const dns::Question& question, const std::string& remark) {
  if (has(question)) return;
  const auto asked = found_.answers.find(question);
  if (asked == found_.answers.end())
    return leave_out(fmt::format("{}: was not asked for", to_string(question)));
  const auto* answer = found_.definite(question);
  if (answer == nullptr)
    return leave_out(fmt::format("{}: cannot be read: {}", to_string(question), why_not(asked->second)));
  if (answer->is_alias) return leave_out(fmt::format("{}: is an alias (CNAME)", to_string(question)));
  if (answer->is_cut)
    return leave_out(fmt::format("{}: has more than {} records", to_string(question), dns::kMaxRrSet));
  if (answer->rrset.is_absent()) return;
  add({.question = question, .stages = {answer->rrset}, .remark = remark});
}

}  // namespace cutwatch::init
