#include "agent/store/switch_migration.hpp"

namespace cutwatch::store {

Result<void> add_published_to_switches(Database& database) {
  return database.execute(R"(
ALTER TABLE resolver_switch RENAME TO resolver_switch_before;
CREATE TABLE resolver_switch (
  domain TEXT NOT NULL, name TEXT NOT NULL, rrtype TEXT NOT NULL, resolver TEXT NOT NULL, target TEXT NOT NULL,
  published_ms INTEGER NOT NULL,
  state TEXT NOT NULL, since_ms INTEGER NOT NULL, first_new_ms INTEGER, cause TEXT, kept_until_ms INTEGER,
  PRIMARY KEY (domain, name, rrtype, resolver, target, published_ms)
) WITHOUT ROWID;
INSERT INTO resolver_switch SELECT domain, name, rrtype, resolver, target, 0, state, since_ms, first_new_ms, cause,
  kept_until_ms FROM resolver_switch_before;
DROP TABLE resolver_switch_before;
)");
}

}  // namespace cutwatch::store
