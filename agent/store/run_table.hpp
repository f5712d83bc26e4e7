#pragma once
#include "agent/store/database.hpp"
#include "agent/store/totals_table.hpp"
#include "core/snapshot/delivery_run.hpp"

#include <map>
#include <optional>

namespace cutwatch::store {

/// The run of deliveries of each path; none where the last message to end was not delivered in time.
using Runs = std::map<TotalsKey, std::optional<DeliveryRun>>;

/// To be called in the transaction that writes what ended. Errors: storage.
Result<void> set_runs(Database& database, const Runs& runs);

/// All of them; a path that no message ended on since this table is there is absent. Errors: storage.
Result<Runs> load_runs(Database& database);

}  // namespace cutwatch::store
