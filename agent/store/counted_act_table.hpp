#pragma once
#include "agent/store/database.hpp"
#include "core/mail/counted_act.hpp"

#include <vector>

// What limits are kept by across restarts: attempts to send, and log-ins that failed. Every function fails
// with storage, or malformed where the file is damaged.
namespace cutwatch::store {

/// Schema 9.
Result<void> add_counted_act_table(Database& database);

/// Survives the end of this process at any point. What is sent leaves only behind a later commit that the
/// loss of power does not undo either, and that one takes this along.
/// A log-in that succeeded is not kept: it takes those that failed out of the file.
Result<void> add_counted_act(Database& database, const mail::KeptAct& done);

/// Those of the last day. One that is to come was done by a clock that was set back since: from now on it
/// counts as done at `now`, in the file too, so that no further restart makes it younger again.
Result<std::vector<mail::KeptAct>> load_counted_acts(Database& database, WallTime now);

/// The host's clock was set.
Result<void> shift_counted_acts(Database& database, Millis by);

/// Forgets those of more than a day ago.
Result<void> prune_counted_acts(Database& database, WallTime now);

}  // namespace cutwatch::store
