#include "core/cutover/plan/mx_hosts.hpp"

#include "core/cutover/plan/change_steps.hpp"
#include "core/dns/mx_lint.hpp"

#include <algorithm>

namespace cutwatch::cutover {

const WatchedRecord* mx_of(const Plan& plan) {
  const auto mx =
      std::ranges::find(plan.records, dns::Question{plan.domain, dns::RrType::mx}, &WatchedRecord::question);
  return mx == plan.records.end() ? nullptr : &*mx;
}

std::set<dns::Name> hosts_of(const WatchedRecord& mx, std::size_t stage) {
  return dns::targets_to_resolve(mx.stages.at(stage));
}

std::set<dns::Name> hosts_since_switch(const Plan& plan, const WatchedRecord& mx, Step step) {
  const auto first = stage_after(plan, mx, Step::switch_over);
  auto hosts = hosts_of(mx, first);
  for (auto stage = first + 1; stage <= stage_after(plan, mx, step); ++stage)
    hosts.merge(hosts_of(mx, stage));
  return hosts;
}

std::set<dns::Name> new_hosts(const Plan& plan, const WatchedRecord& mx, Step step) {
  auto hosts = hosts_since_switch(plan, mx, step);
  for (const auto& host : hosts_of(mx, 0)) hosts.erase(host);
  return hosts;
}

bool is_named_in_the_end(const Plan& plan, const dns::Name& host) {
  const auto* mx = mx_of(plan);
  return mx != nullptr && hosts_of(*mx, mx->stages.size() - 1).contains(host);
}

bool is_address_of(const WatchedRecord& record, const dns::Name& host) {
  const auto type = record.question.type;
  return record.question.name == host && (type == dns::RrType::a || type == dns::RrType::aaaa);
}

}  // namespace cutwatch::cutover
