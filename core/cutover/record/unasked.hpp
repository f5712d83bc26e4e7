#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/dns/forgotten_servers.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>
#include <string>

// Name servers that resolvers may ask and the agent does not: the parent names them, or the zone does, and
// the resolvers that the agent finds its name servers by show others.
namespace cutwatch::cutover {

/// Which name server is named and not asked, and what to do about it; nullopt while there is none. Those that
/// the operator accepts by name do not count, and none does where name servers are configured. In words,
/// without a full stop.
std::optional<std::string> named_and_not_asked(const Plan& plan, const WatchedRecord& record,
                                               const RecordState& state);

/// When the last of those was named that are not any more, and that were never asked: resolvers go on asking
/// them for as long as they hold the delegation of then. nullopt where there are none.
std::optional<dns::ForgottenServers> no_longer_named(const WatchedRecord& record, const RecordState& state);

/// What is left of name servers that bounds have to reckon with, and that nobody can be waited for by name:
/// of those above and those that were more than are kept, the ones whose copies may live longest.
std::optional<dns::ForgottenServers> out_of_reach(const WatchedRecord& record, const RecordState& state);

}  // namespace cutwatch::cutover
