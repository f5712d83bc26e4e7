#include "core/cutover/bypass/own_astray.hpp"

#include "core/cutover/bypass/entry_mail.hpp"
#include "core/mail/probe_message.hpp"

#include <algorithm>
#include <string>

namespace cutwatch::cutover {
namespace {

bool is_meant_for_proxy(Path path) { return path == Path::new_path || path == Path::dns; }

/// Without its <>.
std::string message_id_of(const mail::LedgerEntry& entry) {
  const auto whole = mail::message_id(entry.id, entry.from);
  return whole.substr(1, whole.size() - 2);
}

}  // namespace

bool may_go_astray(const Plan& plan, const RoundTrip& trip) {
  return plan.kind == Kind::proxy && trip.entrance == mail::Entrance::exchanger && !trip.mailbox.empty() &&
         std::ranges::any_of(trip.paths, is_meant_for_proxy);
}

std::optional<mail::BypassMail> own_astray(const Plan& plan, const mail::LedgerEntry& entry,
                                           const mail::Sighting& sighting,
                                           const std::function<StrayTimes()>& times, WallTime now) {
  const auto* trip = plan.round_trip(entry.probe);
  const auto path = path_called(entry.path);
  const bool is_meant = trip != nullptr && may_go_astray(plan, *trip) && path && is_meant_for_proxy(*path);
  if (!is_meant || !sighting.inspection) return std::nullopt;
  const auto from = entry_of(plan, entry.mailbox, sighting.inspection->received.trace());
  if (!from || from->origin != mail::ClientOrigin::other) return std::nullopt;
  const auto known = times();
  if (!is_switched_at(known, entry.recorded)) return std::nullopt;
  return bypass_of(*from, message_id_of(entry), sighting.filed, known, now);
}

}  // namespace cutwatch::cutover
