#include "agent/store/dns_tables.hpp"

namespace cutwatch::store {

Result<void> add_dns_tables(Database& database) {
  return database.execute(R"(
CREATE TABLE dns_authority (
  domain TEXT NOT NULL, name TEXT NOT NULL, rrtype TEXT NOT NULL, server TEXT NOT NULL, address TEXT NOT NULL,
  history TEXT NOT NULL, updated_ms INTEGER NOT NULL, departed_ms INTEGER,
  PRIMARY KEY (domain, name, rrtype, server, address)
);
CREATE TABLE dns_resolver (
  domain TEXT NOT NULL, name TEXT NOT NULL, rrtype TEXT NOT NULL, resolver TEXT NOT NULL, address TEXT NOT NULL,
  channel TEXT NOT NULL, view TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  PRIMARY KEY (domain, name, rrtype, resolver)
);
)");
}

/// Rows from before it was kept do not have it.
Result<void> add_last_exchange(Database& database) {
  return database.execute("ALTER TABLE dns_resolver ADD COLUMN last TEXT");
}

Result<void> add_calibration_table(Database& database) {
  return database.execute(R"(
CREATE TABLE calibration (
  domain TEXT NOT NULL, resolver TEXT NOT NULL, address TEXT NOT NULL, channel TEXT NOT NULL,
  state TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  PRIMARY KEY (domain, resolver)
);
)");
}

}  // namespace cutwatch::store
