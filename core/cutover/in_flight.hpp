#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/mail_state.hpp"

#include <cstdint>
#include <map>

namespace cutwatch::cutover {

/// Messages that were recorded and have not ended.
struct InFlight {
  std::uint64_t awaited = 0;    ///< In flight, deferred and unknown ones included.
  std::uint64_t unawaited = 0;  ///< To a mailbox that no round trip names any more: they can never end.
};

/// By round trip and path, of those that have any. The one reckoning that metrics and report show. Pure.
std::map<ProbePath, InFlight> in_flight_of(const Plan& plan, const MailState& state);

}  // namespace cutwatch::cutover
