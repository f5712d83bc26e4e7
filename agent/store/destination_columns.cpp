#include "agent/store/destination_columns.hpp"

namespace cutwatch::store {

Result<void> add_destination_columns(Database& database) {
  return database.execute(R"(
ALTER TABLE message ADD COLUMN route TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN longest_pause_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery_run ADD COLUMN destination TEXT NOT NULL DEFAULT '';
)");
}

}  // namespace cutwatch::store
