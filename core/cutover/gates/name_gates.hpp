#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

// Whether what is to be published can be used.
namespace cutwatch::cutover {

/// Whether the hosts that the MX names after the switch are sound (RFC 2181 §10.3, RFC 5321 §5.1), with
/// addresses that are in the plan, and the new ones are where probe mail goes: what is proven of configured
/// ones says nothing of others.
Verdict judge_mx_valid(const Evidence& evidence);

/// The same of the hosts that it names once the old server is taken out, and once that is retired.
Verdict judge_mx_valid_without_old(const Evidence& evidence);
Verdict judge_mx_valid_in_the_end(const Evidence& evidence);

/// Whether the records that are watched for new names are there, and no resolver remembers their absence.
Verdict judge_new_names_resolve(const Evidence& evidence);

}  // namespace cutwatch::cutover
