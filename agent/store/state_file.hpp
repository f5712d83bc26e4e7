#pragma once
#include "agent/store/message_store.hpp"
#include "core/time/time.hpp"

#include <string>

namespace cutwatch::store {

/// A state file that can be used, and what became of the one that could not.
struct OpenedState {
  MessageStore messages;
  std::string newly_aside;  ///< Where a damaged file was moved just now; empty: it was sound.
  std::string left_aside;   ///< The last that was moved, now or before, and is still there; empty: none.
};

/// Opens or creates the file. One that is damaged is set aside, and a new one begun. Errors: storage (a newer
/// schema, another program's database, another agent that uses it, no rights).
Result<OpenedState> open_state(const std::string& path, const net::HmacKey& key_for_new_store, WallTime now);

}  // namespace cutwatch::store
