#include "core/cutover/plan/left_behind.hpp"

namespace cutwatch::cutover {

std::vector<const WatchedRecord*> left_behind(const Plan& plan) {
  std::vector<const WatchedRecord*> left;
  if (plan.kind == Kind::proxy) return left;
  for (const auto& record : plan.records) {
    if (names(record.bounds.old_host, record.question, record.stages.back())) left.push_back(&record);
  }
  return left;
}

}  // namespace cutwatch::cutover
