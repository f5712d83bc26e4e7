#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace cutwatch::cutover {

/// What gives a lagging name server away.
enum class LagSign : std::uint8_t {
  data,    ///< it still publishes what another server has left for something that it has not shown since
  serial,  ///< its zone is older than another server's
};

std::string_view to_string(LagSign sign) noexcept;

/// A name server that does not get what another one publishes already.
struct AuthorityLag {
  LagSign sign = LagSign::serial;
  WallTime since;         ///< When the other one was first known to be ahead.
  dns::NameServer ahead;  ///< One that has the newer zone.
};

/// How long a server may be behind: a transfer takes seconds, and each server is asked once an interval. A
/// minute, or two intervals where that is more; with short intervals, as in a rehearsal, six of them.
Millis lag_grace(Millis interval);

/// Whether a server lagged in its last answer. Only answers with authority tell; one that does not answer is
/// not lagging but silent. Pure.
std::optional<AuthorityLag> lag_of(const WatchedRecord& record, const RecordState& state,
                                   const dns::NameServer& server, std::size_t target);

}  // namespace cutwatch::cutover
