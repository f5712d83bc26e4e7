#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"

#include <string>
#include <vector>

// Kind `address`: what a host that moves keeps, or gets, beside the addresses of the two servers.
namespace cutwatch::cutover {

/// Whether the plan has a host get other addresses: one that it does not is no part of what moves, be it
/// somebody else's (a backup MX).
bool is_moving(const Plan& plan, const dns::Name& host);

/// An address of a host that moves, which is none of the two servers'.
struct StrayAddress {
  const WatchedRecord* record;
  std::string address;
};

/// Those that the hosts of the MX that move have once a step is taken. None in other kinds, nor where the
/// plan does not say the addresses of both servers. The records point into the plan.
std::vector<StrayAddress> stray_addresses(const Plan& plan, Step step);

}  // namespace cutwatch::cutover
