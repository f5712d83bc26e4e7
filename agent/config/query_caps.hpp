#pragma once
#include "core/dns/resolver.hpp"
#include "core/time/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::config {

/// How often one operator's resolvers are asked at most outside loopback, all of them together (DESIGN §5.6).
/// The probes keep to it whatever the configuration says (runtime/query_pace.hpp); the check here refuses a
/// plan that they could not keep up with.
inline constexpr double kMostQueriesPerSecond = 0.5;

/// Adds up what the records of one configuration ask of each operator.
class QueryBudget {
 public:
  /// Takes one record, asked at every resolver once an interval; says what is exceeded by it that was not
  /// before, if anything.
  std::optional<std::string> take(const std::vector<dns::Resolver>& resolvers, Millis interval);

 private:
  std::map<std::string, double> per_second_;  ///< By operator.
};

}  // namespace cutwatch::config
