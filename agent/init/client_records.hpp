#pragma once
#include "agent/init/found.hpp"
#include "agent/init/move.hpp"
#include "agent/init/record_list.hpp"
#include "agent/init/wishes.hpp"

namespace cutwatch::init {

/// The names by which clients find the old server, with where they are to lead; those that do not lead there
/// are none of the plan's business. In kind `proxy` the old server keeps the mailboxes, and they stay: that
/// is said.
void add_client_records(RecordList& list, const Found& found, const Wishes& wishes, const Move& move);

}  // namespace cutwatch::init
