#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

namespace cutwatch::cutover {

/// Of a round trip by the old path into a mailbox where mail by the new path is awaited too: whether the
/// Received lines of its messages of late show that the new server took them from the old one.
Verdict relays_into_new_mailbox(const Evidence& evidence, const RoundTrip& trip, const Mailbox& mailbox);

}  // namespace cutwatch::cutover
