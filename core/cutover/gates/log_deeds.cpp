#include "core/cutover/gates/log_deeds.hpp"

#include <algorithm>
#include <string>

namespace cutwatch::cutover {
namespace {

bool takes(const RoundTrip& trip, Path path) {
  return std::ranges::find(trip.paths, path) != trip.paths.end();
}

void shorten(std::optional<Millis>& least, Millis interval) {
  least = least ? std::min(*least, interval) : interval;
}

std::optional<Millis> interval_by(const Evidence& evidence, Path path) {
  std::optional<Millis> least;
  for (const auto& trip : evidence.plan.round_trips) {
    if (takes(trip, path)) shorten(least, evidence.interval_of(trip));
  }
  return least;
}

/// The path whose messages the server takes from the agent itself.
Path own_path(ServerRole role) { return role == ServerRole::old_server ? Path::old_path : Path::new_path; }

/// When the server had the message, at the earliest; none where that is not known.
std::optional<WallTime> heard_at(const Evidence& evidence, ServerRole role, const mail::LedgerEntry& entry) {
  if (entry.path == to_string(own_path(role))) return entry.accepted;
  const bool came_through = evidence.plan.kind == Kind::proxy && role == ServerRole::old_server &&
                            entry.path == to_string(Path::new_path) && entry.sighting;
  return came_through ? entry.accepted : std::nullopt;
}

/// The earliest instant after `after`.
void note(std::optional<WallTime>& first, std::optional<WallTime> at, std::optional<WallTime> after) {
  if (!at || at <= after) return;
  first = first ? std::min(*first, *at) : *at;
}

/// Whoever would take the mail may log nothing of who asked.
bool leaves_line(mail::DoorClass answer) {
  return answer == mail::DoorClass::put_off || answer == mail::DoorClass::refused;
}

/// Of a row of looks only the ends are known: between them one was made every interval.
std::optional<WallTime> first_look_after(const LockState::Row& row, Millis interval,
                                         std::optional<WallTime> after) {
  if (!leaves_line(row.answer) || row.last <= after) return std::nullopt;
  if (row.since > after) return row.since;
  return std::min(row.last, *after + interval);
}

std::optional<WallTime> first_knock_after(const Evidence& evidence, ServerRole role,
                                          std::optional<WallTime> after) {
  std::optional<WallTime> first;
  for (const auto& lockdown : evidence.plan.lockdowns) {
    if (lockdown.target != role) continue;
    for (const auto& [key, lock] : evidence.state.locks) {
      if (key.target == to_string(role) && lock.row)
        note(first, first_look_after(*lock.row, lockdown.interval, after), after);
    }
  }
  return first;
}

}  // namespace

std::optional<Millis> own_mail_interval(const Evidence& evidence, ServerRole role) {
  const bool is_behind = evidence.plan.kind == Kind::proxy && role == ServerRole::old_server;
  const auto handed_on = is_behind ? interval_by(evidence, Path::new_path) : std::nullopt;
  return handed_on ? handed_on : interval_by(evidence, own_path(role));
}

std::optional<Millis> own_deed_interval(const Evidence& evidence, ServerRole role) {
  auto least = own_mail_interval(evidence, role);
  for (const auto& lockdown : evidence.plan.lockdowns) {
    if (lockdown.target == role) shorten(least, lockdown.interval);
  }
  return least;
}

std::optional<WallTime> first_deed_after(const Evidence& evidence, ServerRole role,
                                         std::optional<WallTime> after) {
  auto first = first_knock_after(evidence, role, after);
  const auto& mail = *evidence.state.mail;
  for (const auto& [id, entry] : mail.in_flight) note(first, heard_at(evidence, role, entry), after);
  for (const auto& entry : mail.ended) note(first, heard_at(evidence, role, *entry), after);
  return first;
}

}  // namespace cutwatch::cutover
