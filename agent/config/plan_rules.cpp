#include "agent/config/plan_rules.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

/// A record that changes, and in the end leads to the old server all the same.
bool leads_back(const cutover::WatchedRecord& record) {
  return record.stages.size() > 1 && names(record.bounds.old_host, record.question, record.stages.back());
}

}  // namespace

void check_plan(Reader& cutover, const cutover::Plan& plan, const std::vector<Spot>& spots) {
  for (std::size_t i = 0; i < plan.records.size(); ++i) {
    const auto& record = plan.records[i];
    if (!leads_back(record)) continue;
    cutover.complain(spots.at(i),
                     fmt::format("the last stage of {} {} leads to the old server ({}): expected a "
                                 "last stage without it",
                                 record.question.name.text(), dns::to_string(record.question.type),
                                 record.stages.back().text()));
  }
}

}  // namespace cutwatch::config
