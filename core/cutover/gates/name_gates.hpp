#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

// Whether what is to be published can be used.
namespace cutwatch::cutover {

/// Whether the hosts that the next MX names are sound (RFC 2181 §10.3, RFC 5321 §5.1).
Verdict judge_mx_valid(const Evidence& evidence);

/// Whether the records that are watched for new names are there, and no resolver remembers their absence.
Verdict judge_new_names_resolve(const Evidence& evidence);

}  // namespace cutwatch::cutover
