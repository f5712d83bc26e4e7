#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <algorithm>

namespace cutwatch::test {

using namespace cutwatch::cutover;

Plan planned(double at_seconds) {
  auto plan = proxy_plan(pending_gates());
  plan.planned_at = at(at_seconds);
  return plan;
}

CutoverWorld watched(Plan plan) {
  CutoverWorld world(std::move(plan));
  world.publish_everywhere(kOldMx, 3600);
  world.pass(kHour / 2);
  return world;
}

CutoverWorld lowered(Plan plan) {
  auto world = watched(std::move(plan));
  world.publish_everywhere(kOldMx, 60);
  world.pass(1.5 * kHour);
  return world;
}

CutoverWorld switched() {
  static const auto kSwitched = [] {
    auto world = lowered();
    world.publish_everywhere(kNewMx, 60);
    world.pass(600);
    return world;
  }();
  return kSwitched;
}

CutoverWorld moved() {
  static const auto kMoved = [] {
    auto world = switched();
    world.pass(3 * kHour);
    world.publish_everywhere(kLastMx, 60);
    world.pass(600);
    return world;
  }();
  return kMoved;
}

CutoverWorld after(CutoverWorld world, const std::function<void(CutoverWorld&)>& change) {
  change(world);
  return world;
}

CutoverWorld with_mail(CutoverWorld world, const std::string& path, std::optional<mail::MessageResult> fate,
                       double seconds) {
  world.set_mail(path, fate);
  world.pass(seconds);
  return world;
}

Observation linted(double when, std::set<dns::MxProblem> problems) {
  return MxLinted{
      .domain = kDomain,
      .at = at(when),
      .findings = {{"mail.example.org.", {.problems = std::move(problems), .is_complete = true}}}};
}

CutoverWorld with_messages(CutoverWorld world, const std::function<std::vector<Observation>(double)>& make) {
  for (const auto& each : make(world.now())) world.see(each);
  return world;
}

std::vector<Observation> joined(std::vector<Observation> one, const std::vector<Observation>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

const Condition* find(const std::vector<Condition>& conditions, std::string_view id) {
  const auto found = std::ranges::find_if(conditions, [&](const auto& each) { return each.rule->id == id; });
  return found == conditions.end() ? nullptr : &*found;
}

std::string all_of(const CutoverAssessment& assessed) {
  std::string out;
  for (const auto& condition : assessed.conditions) out += condition.sentence() + "\n";
  return out;
}

}  // namespace cutwatch::test
