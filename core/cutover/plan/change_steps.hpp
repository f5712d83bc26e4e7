#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"

#include <cstddef>
#include <vector>

namespace cutwatch::cutover {

/// Whether a record is about the old server itself and goes with it: one of its own names in kinds `proxy`
/// and `server`, or the reverse name of one of its addresses. No MX, and no name that the MX has in the end:
/// mail is led by those.
bool is_about_old_host(const Plan& plan, const WatchedRecord& record);

/// The step in which a record goes from stage `from` to the next one: what the operator said, or else
/// `switch_over` for the first change and `remove_old` for those after it. What is about
/// the old host itself (its addresses in kinds `proxy` and `server`, the reverse names of its addresses)
/// changes when it is retired; the reverse names of the new server's addresses, and the addresses of a new
/// host that has none, change while the TTL is lowered: they have to be right before the switch.
Step step_of_change(const Plan& plan, const WatchedRecord& record, std::size_t from);

/// The stage that a record is to have once a step is taken: the one after its last change that belongs to
/// that step or to one before it.
std::size_t stage_after(const Plan& plan, const WatchedRecord& record, Step step);

/// The records that change in a step.
std::vector<const WatchedRecord*> records_changed_in(const Plan& plan, Step step);

/// The steps of a plan, in their order. A TTL that cannot be changed is not lowered, so that without a record
/// that changes then there is no `lower_ttl`; without one that leaves the old server later than the switch
/// there is no `remove_old`.
std::vector<Step> steps_of(const Plan& plan);

}  // namespace cutwatch::cutover
