#pragma once
#include "agent/store/database.hpp"
#include "core/snapshot/path_totals.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace cutwatch::store {

/// Whose totals: one probe on one path of one domain.
struct TotalsKey {
  std::string domain;
  ProbePath path;
  friend auto operator<=>(const TotalsKey&, const TotalsKey&) = default;
};

/// What a change of one message adds to the values of its totals, by name. Buckets of latencies, of
/// greylisting and of hops' delays are named by their bounds, so that another version may have others.
using TotalsDelta = std::map<std::string, std::int64_t>;
TotalsDelta delta_of(const mail::Contribution& before, const mail::Contribution& after);

/// Adds to the totals. To be called in the transaction that writes what is counted.
Result<void> add_to_totals(Database& database, const TotalsKey& key, const TotalsDelta& delta);
Result<void> set_last_result(Database& database, const TotalsKey& key, mail::MessageResult result);

/// All totals. Errors: storage.
Result<std::map<TotalsKey, PathTotals>> load_totals(Database& database);

}  // namespace cutwatch::store
