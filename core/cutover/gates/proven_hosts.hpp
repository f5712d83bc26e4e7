#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/cutover/plan/step.hpp"

#include <vector>

// Whether mail that is led by the MX goes where probe mail goes.
namespace cutwatch::cutover {

/// What is watched of a host's addresses.
std::vector<RecordEvidence> addresses_of(const Evidence& evidence, const dns::Name& host);

/// Whether that is so once a step is taken: of what is published for the hosts that are the new server, and
/// in kind `address` of all that the plan has its hosts gain by then, and of all that a host that moves keeps
/// beside the addresses of the two servers. Passes where the plan names no new
/// server.
Verdict leads_to_proven(const Evidence& evidence, const WatchedRecord& mx, Step step);

/// Whether no host that the MX names once a step is taken has an address of the old server for longer: one
/// that no step up to that one takes away; in kind `address` whether one that moves has none but the new
/// server's.
Verdict leads_away_from_old(const Evidence& evidence, const WatchedRecord& mx, Step step);

}  // namespace cutwatch::cutover
