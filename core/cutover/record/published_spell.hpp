#pragma once
#include "core/dns/rrset.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::cutover {

/// A time in which some name server or other published an RRset, without a break.
struct PublishedSpell {
  WallTime begin;
  std::optional<WallTime> seen_to_begin;  ///< At the first server that was seen to change to it; none where
                                          ///< all had it when they were first looked at.
};

/// The last one of an RRset; nullopt where none is known. With what departed servers have shown. Pure.
std::optional<PublishedSpell> last_spell(const RecordState& state, const dns::RrSet& rrset);

}  // namespace cutwatch::cutover
