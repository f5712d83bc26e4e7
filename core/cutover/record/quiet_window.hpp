#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <string_view>

// Probing fills caches: who asks a resolver just before a record changes makes it keep the old one for
// another TTL (DESIGN §5.6, docs/decisions/0050).
namespace cutwatch::cutover {

/// How a planned change stands; values of `quiet.state` in the API.
enum class Quiet : std::uint8_t {
  ahead,     ///< the window is still to come
  quiet,     ///< no resolver is asked for the record
  too_long,  ///< there is no window, since the TTL is longer than anybody should be blind for
  lapsed,    ///< the change has not come: resolvers are asked again
};

std::string_view to_string(Quiet quiet) noexcept;

struct QuietWindow {
  Quiet state = Quiet::ahead;
  WallTime since;  ///< The planned instant less the TTL.
  WallTime until;  ///< When it lapses, if not every authority has the new records before.
  Seconds ttl{};   ///< That the old records are published with, the largest.

  /// For people: what is being done, and until when.
  std::string sentence() const;
};

/// The window of a record at `now`. nullopt when nothing is planned for it, when no authority has shown its
/// TTL, and once every authority publishes what was planned (or, after a rollback, what was before).
/// Authorities that the operator accepts are not waited for. Pure.
std::optional<QuietWindow> quiet_window(const WatchedRecord& record, const RecordState& state, WallTime now);

}  // namespace cutwatch::cutover
