#include "agent/store/chronicle_tables.hpp"

namespace cutwatch::store {

Result<void> add_chronicle_tables(Database& database) {
  return database.execute(R"(
CREATE TABLE chronicle (
  number INTEGER PRIMARY KEY, domain TEXT NOT NULL, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
  subject TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX chronicle_by_kind ON chronicle (domain, kind);
CREATE TABLE judgement (
  domain TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (domain, kind, subject)
) WITHOUT ROWID;
CREATE TABLE resolver_switch (
  domain TEXT NOT NULL, name TEXT NOT NULL, rrtype TEXT NOT NULL, resolver TEXT NOT NULL, target TEXT NOT NULL,
  state TEXT NOT NULL, since_ms INTEGER NOT NULL, first_new_ms INTEGER, cause TEXT, kept_until_ms INTEGER,
  PRIMARY KEY (domain, name, rrtype, resolver, target)
) WITHOUT ROWID;
CREATE TABLE noted_record (
  domain TEXT NOT NULL, name TEXT NOT NULL, rrtype TEXT NOT NULL, rrset TEXT NOT NULL,
  ttl INTEGER NOT NULL, noted_ms INTEGER NOT NULL,
  PRIMARY KEY (domain, name, rrtype, rrset)
) WITHOUT ROWID;
CREATE TABLE delivery_run (
  domain TEXT NOT NULL, probe TEXT NOT NULL, path TEXT NOT NULL, since_ms INTEGER, last_ms INTEGER,
  PRIMARY KEY (domain, probe, path)
) WITHOUT ROWID;
)");
}

}  // namespace cutwatch::store
