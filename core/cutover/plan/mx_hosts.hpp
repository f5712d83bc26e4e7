#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"

#include <cstddef>
#include <set>

// The hosts that a plan's MX leads to.
namespace cutwatch::cutover {

/// The domain's own MX; null where the plan does not watch it.
const WatchedRecord* mx_of(const Plan& plan);

/// The hosts that a stage of it names.
std::set<dns::Name> hosts_of(const WatchedRecord& mx, std::size_t stage);

/// The hosts that it names at any time from the switch on until a step is taken, that step included; the
/// switch itself for a step before it.
std::set<dns::Name> hosts_since_switch(const Plan& plan, const WatchedRecord& mx, Step step);

/// Of these, those that it did not name at first.
std::set<dns::Name> new_hosts(const Plan& plan, const WatchedRecord& mx, Step step);

/// Whether it names a host in the end: whoever had the addresses of that, mail goes to them.
bool is_named_in_the_end(const Plan& plan, const dns::Name& host);

/// Whether a record is about addresses of that host.
bool is_address_of(const WatchedRecord& record, const dns::Name& host);

}  // namespace cutwatch::cutover
