#pragma once
#include "core/cutover/plan/old_host.hpp"
#include "core/cutover/plan/plan.hpp"

namespace cutwatch::cutover {

/// The old host with the names that it has beside the one in the configuration: those of watched A and AAAA
/// records that have one of its addresses in some stage, and no better one in the end. Mail that an MX leads
/// to such a name arrives at the old host. Without any in kind `address`, where names move along. Pure.
OldHost with_other_names(OldHost host, const Plan& plan);

}  // namespace cutwatch::cutover
