#pragma once
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::cutover {

/// Where a cutover stands, by what name servers publish (DESIGN §1, §2). The last phase, `done`, is not told
/// here: it takes the gates.
struct Standing {
  Phase phase = Phase::prepare;
  bool is_rolled_back = false;             ///< Something changed and was taken back everywhere.
  std::optional<WallTime> back_at;         ///< When the last name server was seen to have; none before.
  std::optional<WallTime> switched_since;  ///< When the first name server was seen to have switched.
  std::optional<WallTime> switched_by;     ///< When the last one was; none before.
  /// A name server that has gone back to before the switch, while others have not.
  std::optional<dns::NameServer> went_back;
  /// What is to be published before the switch is: the records that the switch changes have a lower TTL than
  /// before, or one that is low, and new hosts their addresses, at every name server; where they are absent
  /// then, the SOA's says how long that is kept.
  bool is_prepared = false;
};

/// Pure. Of a record that is not known yet nothing is told.
Standing standing_of(const Plan& plan, const DomainState& state);

/// Since when a server has published that stage or a later one without a break; nullopt when it does not.
std::optional<WallTime> published_since(const WatchedRecord& record, const dns::AuthorityHistory& history,
                                        std::size_t stage);

/// Whether some record that a step changes has changed somewhere.
bool is_begun(const Plan& plan, const DomainState& state, Step step);

/// Whether every record that a step changes has changed everywhere; not where it changes none.
bool is_taken(const Plan& plan, const DomainState& state, Step step);

}  // namespace cutwatch::cutover
