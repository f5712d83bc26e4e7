#pragma once
#include "core/dns/history.hpp"
#include "core/dns/name.hpp"
#include "core/dns/stages.hpp"

#include <set>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// What the operator said about an MX that is watched without a plan: hosts that only the old or only the new
/// RRset names. Either or both may be empty.
struct StageHints {
  std::set<Name> old_hosts;
  std::set<Name> new_hosts;
};

/// The stages of an MX that is watched without a plan, after one more look: what the authorities served at
/// the start, then every RRset that all of them agreed on next. What the hints call old, wherever it is seen,
/// comes before. To be called once every authority has answered or failed: the first to answer could be the
/// one that is ahead. `cached` is what resolvers hold. Pure.
Stages learn_stages(Stages stages, const std::vector<AuthorityHistory>& histories,
                    const std::vector<RrSet>& cached, const StageHints& hints);

/// The stages to judge by. While only one is known the other is put beside it as something that nothing
/// matches: behind it, so that everything is "old", or before it where the hints call the known one new.
Stages with_unknown_other(Stages stages, const StageHints& hints);

}  // namespace cutwatch::dns
