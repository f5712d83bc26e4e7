#include "core/cutover/plan/change_steps.hpp"

#include "core/cutover/plan/mx_hosts.hpp"
#include "core/cutover/plan/old_host.hpp"
#include "core/dns/mx_lint.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// Who takes mail from the new server asks for its reverse name: it has to be there when the server comes
/// into use.
bool is_new_reverse_name(const Plan& plan, const WatchedRecord& record) {
  const auto* server = plan.server(ServerRole::new_server);
  if (record.question.type != dns::RrType::ptr || server == nullptr) return false;
  return std::ranges::any_of(server->addresses, [&](const mail::MailServer& each) {
    return is_reverse_name_of(each.endpoint.address, record.question.name);
  });
}

/// Whether a host gets an address that the MX will name later on and does not name at first.
bool is_new_host(const Plan& plan, const WatchedRecord& record, std::size_t from) {
  const bool is_address = record.question.type == dns::RrType::a || record.question.type == dns::RrType::aaaa;
  if (!is_address || !record.stages.at(from).is_absent()) return false;
  const auto mx =
      std::ranges::find(plan.records, dns::Question{plan.domain, dns::RrType::mx}, &WatchedRecord::question);
  if (mx == plan.records.end()) return false;
  const auto is_named = [&](const dns::RrSet& stage) {
    return dns::targets_to_resolve(stage).contains(record.question.name);
  };
  return !is_named(mx->stages.front()) && std::ranges::any_of(mx->stages, is_named);
}

}  // namespace

bool is_about_old_host(const Plan& plan, const WatchedRecord& record) {
  const auto& old_host = record.bounds.old_host;
  const auto& [name, type] = record.question;
  if (type == dns::RrType::ptr) return is_reverse_name_of(old_host, name);
  if (type == dns::RrType::mx || is_named_in_the_end(plan, name)) return false;
  return plan.kind != Kind::address && is_name_of(old_host, name.text());
}

Step step_of_change(const Plan& plan, const WatchedRecord& record, std::size_t from) {
  if (from < record.steps.size()) return record.steps[from];
  if (is_about_old_host(plan, record)) return Step::retire_old;
  if (is_new_reverse_name(plan, record)) return Step::lower_ttl;
  if (from == 0 && is_new_host(plan, record, from)) return Step::lower_ttl;
  return from > 0 ? Step::remove_old : Step::switch_over;
}

std::size_t stage_after(const Plan& plan, const WatchedRecord& record, Step step) {
  std::size_t stage = 0;
  for (std::size_t from = 0; from + 1 < record.stages.size(); ++from) {
    if (step_of_change(plan, record, from) <= step) stage = from + 1;
  }
  return stage;
}

std::vector<const WatchedRecord*> records_changed_in(const Plan& plan, Step step) {
  std::vector<const WatchedRecord*> changed;
  for (const auto& record : plan.records) {
    for (std::size_t from = 0; from + 1 < record.stages.size(); ++from) {
      if (step_of_change(plan, record, from) != step) continue;
      changed.push_back(&record);
      break;
    }
  }
  return changed;
}

std::vector<Step> steps_of(const Plan& plan) {
  std::vector<Step> steps;
  for (const auto step : kSteps) {
    const bool is_optional = (step == Step::lower_ttl && plan.ttl.is_fixed) || step == Step::remove_old;
    if (!is_optional || !records_changed_in(plan, step).empty()) steps.push_back(step);
  }
  return steps;
}

}  // namespace cutwatch::cutover
