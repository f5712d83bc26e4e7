#include "core/cutover/gates/left_out.hpp"

#include "core/cutover/gates/resolver_news.hpp"

#include <fmt/core.h>

#include <set>

namespace cutwatch::cutover {
namespace {

std::string without(const std::set<std::string>& accepted) {
  std::string out;
  for (const auto& each : accepted) out += fmt::format("{}{}", out.empty() ? ", without " : ", ", each);
  return out.empty() ? out : out + " (accepted)";
}

}  // namespace

std::string without_accepted_servers(const std::vector<RecordEvidence>& records) {
  std::set<std::string> accepted;
  for (const auto& of : records) {
    for (const auto& [server, view] : of.state.authorities) {
      if (of.record.accepts(server)) accepted.insert(server.name);
    }
  }
  return without(accepted);
}

std::string without_accepted_resolvers(const Evidence& evidence, const RecordEvidence& of) {
  std::set<std::string> accepted;
  for (const auto& each : of.assessment.resolvers) {
    if (is_accepted(evidence.plan, *each.resolver)) accepted.insert(each.resolver->id);
  }
  return without(accepted);
}

}  // namespace cutwatch::cutover
