#include "core/cutover/plan/old_host_names.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

std::vector<const WatchedRecord*> addresses_of(const Plan& plan, const dns::Name& name) {
  std::vector<const WatchedRecord*> out;
  for (const auto& record : plan.records) {
    const auto type = record.question.type;
    const bool is_address = type == dns::RrType::a || type == dns::RrType::aaaa;
    if (is_address && record.question.name == name) out.push_back(&record);
  }
  return out;
}

/// Where it gets another address in the end, old copies lead there as well, and those of the address count.
bool leads_there_for_good(const OldHost& host, const Plan& plan, const dns::Name& name) {
  bool has_old = false;
  bool ends_old = false;
  bool ends_absent = true;
  for (const auto* record : addresses_of(plan, name)) {
    const auto is_old = [&](const dns::RrSet& stage) { return names(host, record->question, stage); };
    has_old = has_old || std::ranges::any_of(record->stages, is_old);
    ends_old = ends_old || is_old(record->stages.back());
    ends_absent = ends_absent && record->stages.back().is_absent();
  }
  return has_old && (ends_old || ends_absent);
}

}  // namespace

OldHost with_other_names(OldHost host, const Plan& plan) {
  if (plan.kind == Kind::address) return host;
  for (const auto& record : plan.records) {
    const auto& name = record.question.name;
    const bool is_new = !is_name_of(host, name.text());
    if (is_new && leads_there_for_good(host, plan, name)) host.other_names.push_back(name.text());
  }
  return host;
}

}  // namespace cutwatch::cutover
