#include "core/cutover/server_log/role_facts.hpp"

#include <string>
#include <utility>

namespace cutwatch::cutover {

std::optional<mail::LogFacts> role_facts(const Plan& plan, const DomainState& state, ServerRole role) {
  std::optional<mail::LogFacts> all;
  for (const auto& log : plan.logs) {
    if (log.role != role) continue;
    if (!all) all.emplace();
    const auto known = state.server_logs.find({std::string(to_string(role)), std::string(log.source())});
    if (known != state.server_logs.end()) all = merged(*std::move(all), known->second->facts);
  }
  return all;
}

}  // namespace cutwatch::cutover
