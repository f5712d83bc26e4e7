#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

namespace cutwatch::cutover {

/// Whether the proxy hands all mail on. It fails where a message of ours that the proxy took bounced, was
/// given up or never arrived, or is put off behind it. It passes by the proxy's log alone: that of our
/// messages none failed tells nothing of other senders' mail, to other recipients and of other sizes.
Verdict judge_no_forwarding_failure(const Evidence& evidence);

}  // namespace cutwatch::cutover
