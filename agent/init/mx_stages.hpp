#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"
#include "core/dns/stages.hpp"

namespace cutwatch::init {

/// What the domain's MX is to be, one stage after the other: with a proxy in front it is preferred (5) and
/// the servers of before stay behind it (20 and on) until they are taken out; a new server replaces the old
/// ones at once; where only an address changes, the MX stays. Where the MX names a new host already, the
/// first stage is what there is now: what there was before it nobody can see.
dns::Stages mx_stages(const Found& found, const dns::Name& domain, const Move& move);

}  // namespace cutwatch::init
