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

/// How long an absence is kept says nothing of the record that takes its place.
Seconds present_ttl(const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  const auto low = plan.timing.low_ttl;
  const auto all = published(record, state);
  auto present = all;
  std::erase_if(present, [](const PublishedAt& each) {
    return each.version == nullptr || each.version->rrset.is_absent();
  });
  return largest_ttl(present).value_or(std::min(largest_ttl(all).value_or(low), low));
}

Seconds ttl_in(Step step, const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  const auto present = present_ttl(plan, record, state);
  if (step == Step::lower_ttl) return std::min(present, plan.timing.low_ttl);
  if (step == Step::done)
    return std::max(original_ttl(record, state, plan.timing.low_ttl).value_or(present), present);
  return present;
}

/// One that is restored would make the next way as long as the first.
Seconds ttl_to_go_back(const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  const auto present = present_ttl(plan, record, state);
  const bool is_lower = present < original_ttl(record, state, plan.timing.low_ttl).value_or(present);
  return plan.ttl.is_fixed || is_lower ? present : std::min(present, plan.timing.low_ttl);
}

bool has_shown(const WatchedRecord& record, const RecordState& state, const dns::NameServer& server,
               std::size_t stage) {
  return std::ranges::any_of(state.authorities.at(server)->history.versions, [&](const auto& version) {
    return dns::stage_of(record.stages, version.rrset).value_or(0) >= stage;
  });
}

/// The stage of a step; or the one that is past it and that all publish but who has left the plan or gone
/// back: that one is to follow the others, not to lead mail to where it went before.
const dns::RrSet& stage_in(Step step, const Plan& plan, const WatchedRecord& record,
                           const RecordState& state) {
  const auto after = stage_after(plan, record, step);
  std::optional<std::size_t> least;
  for (const auto& [server, version, stage] : published(record, state)) {
    if (!stage || (*stage < after && has_shown(record, state, server, after))) continue;
    least = std::min(least.value_or(*stage), *stage);
  }
  return record.stages.at(std::max(after, least.value_or(after)));
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

/// What caches keep an absence for stands in the zone's SOA (RFC 2308 §5).
std::vector<std::string> soa_to_lower(const Plan& plan, const DomainState& state) {
  std::vector<std::string> lines;
  if (plan.ttl.is_fixed) return lines;
  for (const auto* record : records_changed_in(plan, Step::switch_over)) {
    auto servers = published(*record, state_of(*record, state));
    std::erase_if(servers, [](const PublishedAt& each) {
      return each.version == nullptr || !each.version->rrset.is_absent();
    });
    const auto kept = largest_ttl(servers);
    if (!kept || *kept <= plan.timing.low_ttl) continue;
    lines.push_back(
        fmt::format("; lower the minimum and the TTL of the zone's SOA record to {}: {} {} is absent, which "
                    "caches keep for {} s",
                    plan.timing.low_ttl.count(), record->question.name.text(),
                    dns::to_string(record->question.type), kept->count()));
  }
  return lines;
}

}  // namespace

std::vector<const WatchedRecord*> records_to_publish(const Plan& plan, const DomainState& state, Step step) {
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

std::vector<std::string> zone_lines(const dns::Question& question, const dns::RrSet& rrset, Seconds ttl) {
  const auto type = dns::to_string(question.type);
  if (rrset.is_absent()) return {fmt::format("; remove {} {}", question.name.text(), type)};
  std::vector<std::string> lines;
  for (const auto& data : rrset.data())
    lines.push_back(fmt::format("{} {} IN {} {}", question.name.text(), ttl.count(), type, data));
  return lines;
}

std::vector<std::string> published_lines(const dns::Question& question, const dns::RrSet& rrset,
                                         Seconds ttl) {
  if (!rrset.is_absent()) return zone_lines(question, rrset, ttl);
  return {fmt::format("; {} {}: absent", question.name.text(), dns::to_string(question.type))};
}

std::vector<std::string> lines_to_publish(const Plan& plan, const DomainState& state, Step step) {
  std::vector<std::string> lines;
  for (const auto* record : records_to_publish(plan, state, step)) {
    const auto& known = state_of(*record, state);
    append(lines, zone_lines(record->question, stage_in(step, plan, *record, known),
                             ttl_in(step, plan, *record, known)));
  }
  if (step == Step::lower_ttl) append(lines, soa_to_lower(plan, state));
  return lines;
}

std::vector<std::string> lines_once_lowered(const Plan& plan, const DomainState& state, Step step) {
  if (step == Step::done || plan.ttl.is_fixed) return lines_to_publish(plan, state, step);
  const auto lowered = records_changed_in(plan, Step::switch_over);
  std::vector<std::string> lines;
  for (const auto* record : records_to_publish(plan, state, step)) {
    const auto& stage = record->stages.at(stage_after(plan, *record, step));
    const bool is_lowered = std::ranges::find(lowered, record) != lowered.end();
    const auto like = is_lowered ? Step::lower_ttl : step;
    append(lines, zone_lines(record->question, stage, ttl_in(like, plan, *record, state_of(*record, state))));
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
    append(lines, zone_lines(record.question, before, ttl_to_go_back(plan, record, known)));
  }
  return lines;
}

std::vector<std::string> lines_to_raise_ttl(const Plan& plan, const DomainState& state) {
  std::vector<std::string> lines;
  for (const auto* record : with_own_ttl(plan, Step::lower_ttl)) {
    const auto& known = state_of(*record, state);
    const auto original = original_ttl(*record, known, plan.timing.low_ttl);
    const auto is_lower = [&](const PublishedAt& each) {
      return each.version != nullptr && !each.version->rrset.is_absent() && each.version->ttl < original;
    };
    if (!std::ranges::any_of(published(*record, known), is_lower)) continue;
    const auto& before = record->stages.at(stage_after(plan, *record, Step::lower_ttl));
    append(lines, zone_lines(record->question, before, *original));
  }
  return lines;
}

}  // namespace cutwatch::cutover
