#pragma once
#include "core/time/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch {

/// How often one operator's resolvers are asked, all of them together, whatever the plans say (DESIGN §5.6):
/// a query every two seconds, and up to three at once after a pause.
inline constexpr Millis kQuerySpacing{2000};
inline constexpr int kQueryBurst = 3;

/// Gives out turns. Pure but for what it remembers: time is given. Not thread-safe.
class QueryPace {
 public:
  /// When the next query may go to this operator, which is taken by it: now, or later by up to
  /// `longest_wait`. nullopt when it would be later than that; then nothing is taken.
  std::optional<SteadyTime> turn(std::string_view operator_id, SteadyTime now, Millis longest_wait);

  /// How long a query to this operator would have to wait.
  Millis wait(std::string_view operator_id, SteadyTime now) const;

 private:
  std::map<std::string, SteadyTime, std::less<>> paid_until_;  ///< Up to when the spacing has been used up.
};

}  // namespace cutwatch
