#pragma once
#include "core/dns/rrset.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace cutwatch::dns {

/// The RRsets that a record is to have, one after the other; an absent RRset is a stage like any other.
using Stages = std::vector<RrSet>;

/// Which stage an RRset is; nullopt when it is none of them. All stages of one record differ (the config
/// check sees to it).
std::optional<std::size_t> stage_of(const Stages& stages, const RrSet& rrset);

}  // namespace cutwatch::dns
