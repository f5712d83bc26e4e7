#include "core/cutover/in_flight.hpp"

#include "core/cutover/plan/planned_message.hpp"

namespace cutwatch::cutover {

std::map<ProbePath, InFlight> in_flight_of(const Plan& plan, const MailState& state) {
  std::map<ProbePath, InFlight> out;
  for (const auto& [id, entry] : state.in_flight) {
    auto& of_path = out[{entry.probe, entry.path}];
    ++(is_awaited(plan, entry) ? of_path.awaited : of_path.unawaited);
  }
  return out;
}

}  // namespace cutwatch::cutover
