#include "agent/config/plan_rules.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

/// A record that changes, and in the end leads to the old server all the same.
bool leads_back(const cutover::WatchedRecord& record) {
  return record.stages.size() > 1 && names(record.bounds.old_host, record.question, record.stages.back());
}

/// Some host of the plan gets another address.
bool moves_a_host(const cutover::Plan& plan) {
  return std::ranges::any_of(plan.records, [](const cutover::WatchedRecord& record) {
    const auto type = record.question.type;
    return record.stages.size() != 1 && (type == dns::RrType::a || type == dns::RrType::aaaa);
  });
}

}  // namespace

void check_plan(Reader& cutover, const cutover::Plan& plan, const std::vector<Spot>& spots) {
  for (std::size_t i = 0; i < plan.records.size(); ++i) {
    const auto& record = plan.records[i];
    if (!leads_back(record)) continue;
    cutover.complain(spots.at(i), fmt::format("the last stage of {} leads to the old server ({}): expected a "
                                              "last stage without it",
                                              to_string(record.question), record.stages.back().text()));
  }
  if (plan.kind == cutover::Kind::address && !plan.records.empty() && !moves_a_host(plan)) {
    cutover.complain("kind",
                     "kind address moves a host to another address: expected an A or AAAA record with more "
                     "than one stage");
  }
}

}  // namespace cutwatch::config
