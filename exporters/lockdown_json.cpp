#include "exporters/lockdown_json.hpp"

#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

json class_or_null(const std::optional<mail::DoorClass>& shown) {
  return shown ? json(to_string(*shown)) : json();
}

json answer_json(const mail::DoorAnswer& answer) {
  return {{"stage", to_string(answer.stage)}, {"answer", printable(answer.words())}};
}

json control_json(const LockdownTried& look) {
  if (!look.control) return {};
  auto out = answer_json(look.control->answer);
  out["server"] = to_string(look.control->server);
  out["reached"] = mail::is_reached(look.control->answer);
  return out;
}

json address_or_null(const std::optional<IpAddress>& address) {
  return address ? json(address->text()) : json();
}

json door_json(const DomainState& state, const cutover::DoorStanding& door) {
  json out{{"server", to_string(door.key.server)},    {"source", address_or_null(door.key.source)},
           {"state", to_string(door.state)},          {"class", class_or_null(door.shown)},
           {"evidence", printable(door.words, 1024)}, {"seen", time_or_null(door.at)},
           {"since", time_or_null(door.since)},       {"retry_at", time_or_null(door.retry_at)},
           {"opened", time_or_null(door.opened)},     {"last", nullptr}};
  const auto known = state.locks.find(door.key);
  if (known == state.locks.end()) return out;
  const auto& look = known->second.last;
  out["last"] = answer_json(look.answer);
  out["last"]["at"] = time_or_null(look.at);
  out["last"]["left_from"] = address_or_null(look.left_from);
  out["last"]["control"] = control_json(look);
  return out;
}

json lockdown_json(const DomainState& state, const cutover::LockAssessment& lock) {
  json doors = json::array();
  for (const auto& door : lock.doors) doors.push_back(door_json(state, door));
  return {{"target", to_string(lock.lockdown->target)},
          {"recipient", printable(lock.lockdown->recipient)},
          {"control", to_string(lock.lockdown->control)},
          {"locked", lock.is_locked ? json(*lock.is_locked) : json()},
          {"class", class_or_null(lock.shown)},
          {"verdict", to_string(lock.verdict.kind)},
          {"evidence", printable(lock.verdict.evidence, 1024)},
          {"doors", doors}};
}

}  // namespace

json lockdowns_json(const DomainState& state, const std::vector<cutover::LockAssessment>& locks) {
  json out = json::array();
  for (const auto& lock : locks) out.push_back(lockdown_json(state, lock));
  return out;
}

}  // namespace cutwatch::exporters
