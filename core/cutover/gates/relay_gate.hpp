#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

namespace cutwatch::cutover {

/// Whether messages to the old server arrive in the new mailbox, the one where mail by the new path is
/// awaited. Where mail by the old path is awaited elsewhere, and a round trip by it names this one as
/// `also_in`, that it is there suffices; where it is awaited here itself, its Received lines are to show that
/// the new server took it from the old one.
Verdict judge_old_host_relays(const Evidence& evidence);

}  // namespace cutwatch::cutover
