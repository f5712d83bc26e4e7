#pragma once
#include "core/dns/expectation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// One resolver's part in the propagation ratio.
struct WeighedView {
  const ResolverView* view = nullptr;
  Expectation expected;  ///< What its answers are judged against.
  std::string operator_id;
  double weight = 1;       ///< Of the operator; the largest where its addresses differ.
  bool keeps_old = false;  ///< Found to keep old data past their TTL: no end of its copies can be foretold.
};

/// The share of living copies that are the target, 0 to 1: the mean over the copies behind each address, over
/// the addresses of each operator, and by weight over the operators. A copy that is in no stage counts as not
/// new; resolvers without a living copy (silent, failing, never asked) count neither way. nullopt when
/// nothing is left to count.
std::optional<double> propagation_ratio(const std::vector<WeighedView>& views, WallTime now);

/// From `at` on, this share is new.
struct CurvePoint {
  WallTime at;
  double share_new = 0;
  friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

/// How the ratio will go from `now` on, if every copy of another stage is followed by the target when it
/// ends: a step at each end (`foretold_end`), the first point at `now`, at most `kMaxCurvePoints` (the last
/// one is kept). To be read as a forecast only once all authorities publish the target. Empty when the ratio
/// is not known.
std::vector<CurvePoint> predicted_curve(const std::vector<WeighedView>& views, WallTime now);

inline constexpr std::size_t kMaxCurvePoints = 256;

}  // namespace cutwatch::dns
