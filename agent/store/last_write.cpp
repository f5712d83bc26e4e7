#include "agent/store/last_write.hpp"

#include "agent/store/bounded_columns.hpp"

namespace cutwatch::store {
namespace {

constexpr const char* kNewest =
    "SELECT COALESCE("
    "(SELECT MAX(at_ms) FROM (SELECT MAX(updated_ms) AS at_ms FROM dns_authority UNION ALL "
    "SELECT MAX(updated_ms) FROM dns_resolver)), "
    "(SELECT MAX(at_ms) FROM (SELECT MAX(recorded_ms) AS at_ms FROM message UNION ALL "
    "SELECT MAX(ended_ms) FROM message UNION ALL SELECT MAX(at_ms) FROM chronicle)))";

}  // namespace

Result<std::optional<WallTime>> last_write(Database& database) {
  auto query = database.prepare(kNewest);
  if (!query) return std::unexpected(query.error());
  const auto row = query->step();
  if (!row) return std::unexpected(row.error());
  const auto newest = *row ? maybe_instant_at(*query, 0) : std::nullopt;
  return newest && *newest > WallTime{} ? newest : std::nullopt;  // of a damaged one nothing is left but 1970
}

}  // namespace cutwatch::store
