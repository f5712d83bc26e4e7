#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

namespace cutwatch::cutover {

/// Whether messages to the old server arrive in the new mailbox as well: in one where mail by the new path is
/// awaited and mail by the old path is not, and which a round trip by the old path names as `also_in`.
Verdict judge_old_host_relays(const Evidence& evidence);

}  // namespace cutwatch::cutover
