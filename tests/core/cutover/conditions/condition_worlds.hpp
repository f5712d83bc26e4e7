#pragma once
#include "core/cutover/conditions/condition.hpp"
#include "tests/support/cutover_world.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// A cutover of kind `proxy` at each of its stations, and what is wrong there.
namespace cutwatch::test {

inline constexpr double kHour = 3600;

/// Its plan, with the time of the switch.
cutover::Plan planned(double at_seconds);

/// Half an hour after the agent has begun.
CutoverWorld watched(cutover::Plan plan = proxy_plan(pending_gates()));
/// 90 minutes after the TTL was lowered.
CutoverWorld lowered(cutover::Plan plan = proxy_plan(pending_gates()));
/// Ten minutes after the switch.
CutoverWorld switched();
/// Ten minutes after the old server was taken out.
CutoverWorld moved();

CutoverWorld after(CutoverWorld world, const std::function<void(CutoverWorld&)>& change);
CutoverWorld with_mail(CutoverWorld world, const std::string& path, std::optional<mail::MessageResult> fate,
                       double seconds);

/// The world after what `make` tells, of its present time.
CutoverWorld with_messages(CutoverWorld world, const std::function<std::vector<Observation>(double)>& make);
std::vector<Observation> joined(std::vector<Observation> one, const std::vector<Observation>& other);

Observation linted(double when, std::set<dns::MxProblem> problems);

/// The condition of that id; null where it does not hold.
const cutover::Condition* find(const std::vector<cutover::Condition>& conditions, std::string_view id);
/// All that hold, a line each.
std::string all_of(const cutover::CutoverAssessment& assessed);

}  // namespace cutwatch::test
