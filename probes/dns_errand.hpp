#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "probes/errand.hpp"
#include "runtime/random.hpp"

#include <expected>

namespace cutwatch {

/// Where the next message of a round trip goes as DNS says: destinations take turns, the one whose turn was
/// the longest ago is next, and those that refuse are left out for as long as a path would be stopped. Hosts
/// of equal preference are tried in random order (RFC 5321 §5.1). The error is why nothing may be sent now.
std::expected<Errand, SkipReason> dns_errand(const cutover::Plan& plan, const cutover::RoundTrip& trip,
                                             const DomainState& known, WallTime now, Random& random);

/// Whether what was planned is stopped, since its server refused several in a row. Pure.
bool is_stopped(const MailState& mail, const mail::LedgerEntry& planned, WallTime now);

}  // namespace cutwatch
