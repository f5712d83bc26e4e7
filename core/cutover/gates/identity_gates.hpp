#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

// Whether receivers will know the servers for what they are (RFC 1912 §2.1, RFC 8601 §2.7.3).
namespace cutwatch::cutover {

/// Whether every address of the new server has a reverse name that leads back to it, or will by the switch,
/// and the server greets by a name of which the same is true. SPF and DKIM are not looked at, and the words
/// say so.
Verdict judge_identity_ready(const Evidence& evidence);

/// Whether the address and the PTR of both servers are as they must be before a host moves to another
/// address.
Verdict judge_both_addresses_ready(const Evidence& evidence);

}  // namespace cutwatch::cutover
