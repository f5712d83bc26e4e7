#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/histogram/histogram.hpp"
#include "core/snapshot/mail_state.hpp"

#include <functional>
#include <map>
#include <string>

namespace cutwatch::metrics {

/// A histogram of a path's totals, with the bounds of deliveries; null where nothing was observed.
using HistogramOf = std::function<const Histogram*(const PathTotals&)>;

/// What all round trips of the plan observed that go a path, in one: by the path's label, of every path that
/// is gone. Without submissions: theirs is another way.
std::map<std::string, Histogram> merged_by_path(const cutover::Plan& plan, const MailState& state,
                                                const HistogramOf& histogram_of);

}  // namespace cutwatch::metrics
