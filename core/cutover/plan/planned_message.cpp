#include "core/cutover/plan/planned_message.hpp"

#include "core/cutover/plan/new_mailbox.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// Of mail as DNS says where it goes is told by each message: what tells of one way tells of the path.
constexpr std::string_view kAsDnsSays = "dns";

/// Who sends, where that says more than the address: a user.
std::string sender_in(const mail::MailServer& server, mail::Entrance entrance) {
  if (entrance == mail::Entrance::exchanger || !server.credentials) return "";
  return fmt::format("submission as {} at ", server.credentials->user);
}

/// How a route ends.
std::string awaited_at(const Mailbox& mailbox) { return " > " + account_of(mailbox); }

/// The addresses in the order in which they are tried, and whose mailbox is looked into. A changed password,
/// certificate or folder is the same way.
std::string route_of(const Plan& plan, const RoundTrip& trip, Path path) {
  std::string out(path == Path::dns ? kAsDnsSays : "");
  if (const auto* server = plan.server_of(path)) {
    for (const auto& address : server->at(trip.entrance))
      out += fmt::format("{}{}{}", out.empty() ? "" : " ", sender_in(address, trip.entrance),
                         to_string(address.endpoint));
  }
  if (const auto* mailbox = plan.mailbox(trip.mailbox)) out += awaited_at(*mailbox);
  const auto* reports = trip.is_told_by_reports() ? plan.mailbox(trip.bounces) : nullptr;
  if (reports != nullptr) out += " > reports to " + account_of(*reports);
  return out;
}

/// In a longer pause nobody knows what would have become of mail: longer than one may take, and longer than
/// what was seen counts.
Millis longest_pause(const Timing& timing, const RoundTrip& trip) {
  return std::max(trip.lost_after, timing.evidence_age * trip.interval);
}

std::optional<mail::AwaitedReport> awaited_report(const RoundTrip& trip) {
  if (!trip.is_told_by_reports()) return std::nullopt;
  return mail::AwaitedReport{.mailbox = trip.bounces};
}

std::vector<mail::ExpectedCopy> copies_of(const Plan& plan, const RoundTrip& trip, Path path) {
  std::vector<mail::ExpectedCopy> out;
  for (const auto& id : trip.also_in) {
    const auto* mailbox = plan.mailbox(id);
    if (mailbox == nullptr) continue;
    out.push_back(
        {.mailbox = id, .account = account_of(*mailbox), .suffices = suffices(plan, path, *mailbox)});
  }
  return out;
}

}  // namespace

std::string account_of(const Mailbox& mailbox) {
  if (mailbox.is_maildir()) return "maildir " + mailbox.maildir;
  const auto& at = mailbox.server;
  return fmt::format("{} {} {}", at.credentials ? at.credentials->user : "", at.host, to_string(at.endpoint));
}

mail::LedgerEntry planned_message(const Plan& plan, const RoundTrip& trip, Path path) {
  return {.probe = trip.id,
          .path = std::string(to_string(path)),
          .mailbox = trip.mailbox,
          .from = trip.from,
          .to = trip.to,
          .route = route_of(plan, trip, path),
          .limits = {.late_after = trip.late_after,
                     .lost_after = trip.lost_after,
                     .longest_pause = longest_pause(plan.timing, trip)},
          .form = {.body = trip.body_behind(0),
                   .large_size = trip.large_size,
                   .reply_to = trip.reply_to,
                   .signed_with = trip.signer ? trip.signer->identity() : ""},
          .awaited_report = awaited_report(trip),
          .also_in = copies_of(plan, trip, path)};
}

bool is_awaited_in(const Mailbox& mailbox, const mail::LedgerEntry& entry) {
  return entry.mailbox == mailbox.id || entry.route.ends_with(awaited_at(mailbox));
}

bool is_awaited(const Plan& plan, const mail::LedgerEntry& entry) {
  const auto trips = plan.all_round_trips();
  if (entry.awaited_report) {
    return std::ranges::find(trips, entry.awaited_report->mailbox, &RoundTrip::bounces) != trips.end();
  }
  return std::ranges::any_of(trips, [&](const auto* trip) { return trip->looks_into(entry.mailbox); });
}

}  // namespace cutwatch::cutover
