#include "core/cutover/gates/unplanned.hpp"

#include "core/cutover/record/published.hpp"

#include <fmt/core.h>

#include <string_view>

namespace cutwatch::cutover {
namespace {

/// Where a name is an alias its own record is absent: a reverse zone may be delegated so (RFC 2317), and what
/// is asked for is elsewhere.
std::string_view hint(const RecordState& state, const dns::NameServer& server) {
  const auto& last = state.authorities.at(server)->last;
  const bool is_alias = last && last->answer && last->answer->is_alias;
  return is_alias ? " (the name is an alias there: watch the name that it leads to)" : "";
}

}  // namespace

std::optional<std::string> unplanned(const RecordEvidence& of) {
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    if (version == nullptr || stage) continue;
    return fmt::format("{} publishes {} for {}, which is no stage of the plan{}", text_of(server),
                       version->rrset.text(), text_of(of.record), hint(of.state, server));
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
