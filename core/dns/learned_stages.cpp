#include "core/dns/learned_stages.hpp"

#include <algorithm>
#include <optional>

namespace cutwatch::dns {
namespace {

bool names_any(const RrSet& mx, const std::set<Name>& hosts) {
  return std::ranges::any_of(mx.data(), [&](const std::string& data) {
    const auto host = Name::parse(std::string_view(data).substr(data.find(' ') + 1));
    return host && hosts.contains(*host);
  });
}

/// A new RRset may go on naming the old host (a fallback), but no old one names a new host.
bool is_old_by_hint(const RrSet& mx, const StageHints& hints) {
  if (names_any(mx, hints.new_hosts)) return false;
  return hints.old_hosts.empty() ? !hints.new_hosts.empty() : names_any(mx, hints.old_hosts);
}

bool is_new_by_hint(const RrSet& mx, const StageHints& hints) {
  if (names_any(mx, hints.new_hosts)) return true;
  return hints.new_hosts.empty() && !hints.old_hosts.empty() && !names_any(mx, hints.old_hosts);
}

/// What all authorities that answered publish now; nullopt while they differ or none has answered.
std::optional<RrSet> agreed(const std::vector<AuthorityHistory>& histories) {
  std::optional<RrSet> common;
  for (const auto& history : histories) {
    if (history.current() == nullptr) continue;
    if (common && *common != history.current()->rrset) return std::nullopt;
    common = history.current()->rrset;
  }
  return common;
}

}  // namespace

Stages learn_stages(Stages stages, const std::vector<AuthorityHistory>& histories,
                    const std::vector<RrSet>& cached, const StageHints& hints) {
  for (const auto& rrset : cached) {
    if (is_old_by_hint(rrset, hints) && !stage_of(stages, rrset)) stages.insert(stages.begin(), rrset);
  }
  const auto published = agreed(histories);
  if (published && !stage_of(stages, *published)) stages.push_back(*published);
  return stages;
}

Stages with_unknown_other(Stages stages, const StageHints& hints) {
  if (stages.size() != 1) return stages;
  const auto unknown = RrSet::of_canonical({"(not seen yet)"});
  stages.insert(is_new_by_hint(stages.front(), hints) ? stages.begin() : stages.end(), unknown);
  return stages;
}

}  // namespace cutwatch::dns
