#pragma once
#include "agent/store/database.hpp"
#include "net/digest/hmac.hpp"

namespace cutwatch::store {

inline constexpr std::int64_t kSchemaVersion = 10;

/// Creates the tables of a new store, brings those of an older version up to this one, and returns the
/// store's key.
/// Errors: storage; a newer schema is refused, since writing to it could lose what it knows and we do not.
Result<net::HmacKey> prepare_schema(Database& database, const net::HmacKey& key_for_new_store);

}  // namespace cutwatch::store
