#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <array>

// A name that is asked for before it is published is cached as absent, for as long as the zone's SOA says
// (RFC 2308 §5): the authorities are asked before any resolver is (docs/decisions/0050).
namespace cutwatch::cutover {

/// How long authorities are waited for that were asked and have not answered.
inline constexpr Millis kAuthorityPatience{Seconds{10}};
/// How long anything of them is waited for: the delegation may still be on its way.
inline constexpr Millis kDelegationPatience{Seconds{60}};

inline constexpr std::array kAuthorityPatiences{kAuthorityPatience, kDelegationPatience};

/// Whether the plan lets a record appear where there is none: an absent stage is followed by another.
bool is_to_appear(const dns::Stages& stages);

/// Whether no resolver may be asked for the record yet: no authority has given an answer in this run, and
/// there is still hope; or it is to appear under a new name, and a listed authority does not have it.
/// `watched_for` is how long this run has lasted. Last replies from before this run must not be in `state`.
/// Pure.
bool must_wait_for_authorities(const WatchedRecord& record, const RecordState& state, Millis watched_for);

}  // namespace cutwatch::cutover
