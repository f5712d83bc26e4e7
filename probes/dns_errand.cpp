#include "probes/dns_errand.hpp"

#include "core/cutover/plan/planned_message.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/cutover/record/mail_destinations.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>

namespace cutwatch {
namespace {

using cutover::MailDestination;
using cutover::RoundTrip;

/// When a message was last tried to be sent there, by destination. Those of a clock that was set back since
/// tell nothing: nobody else's turn is for as long as that.
std::map<std::string, WallTime> last_turns(const MailState& mail, const RoundTrip& trip, WallTime now) {
  std::map<std::string, WallTime> out;
  const auto see = [&](const mail::LedgerEntry& entry) {
    if (entry.probe != trip.id || !entry.way) return;
    const auto at = entry.way->tried.value_or(entry.recorded);
    if (cutover::is_to_come(at, now)) return;
    auto& last = out.try_emplace(entry.way->destination(), at).first->second;
    last = std::max(last, at);
  };
  for (const auto& entry : mail.ended) see(*entry);
  for (const auto& [id, entry] : mail.in_flight) see(entry);
  return out;
}

bool is_on_loopback(const MailDestination& to) {
  return std::ranges::all_of(to.servers,
                             [](const auto& server) { return server.endpoint.address.is_loopback(); });
}

/// Hosts of one preference in random order, the addresses of each as they come.
std::vector<mail::MailServer> in_order(const MailDestination& to, Random& random) {
  std::map<std::string, std::uint32_t> drawn;
  for (const auto& exchange : to.way.exchanges) drawn.try_emplace(exchange.host, random.next32());
  std::vector<std::size_t> order(to.servers.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {}, [&](std::size_t i) {
    const auto& exchange = to.way.exchanges.at(i);
    return std::tuple(exchange.rank, drawn.at(exchange.host), i);
  });
  std::vector<mail::MailServer> out;
  for (const auto i : order) out.push_back(to.servers[i]);
  return out;
}

mail::LedgerEntry planned_to(const cutover::Plan& plan, const RoundTrip& trip, const MailDestination& to) {
  auto planned = planned_message(plan, trip, cutover::Path::dns);
  planned.way = to.way;
  return planned;
}

}  // namespace

bool is_stopped(const MailState& mail, const mail::LedgerEntry& planned, WallTime now) {
  const auto streak = mail.refusals.find(streak_key(planned));
  return streak != mail.refusals.end() && streak->second.stops_until(planned.destination(), now).has_value();
}

std::expected<Errand, SkipReason> dns_errand(const cutover::Plan& plan, const RoundTrip& trip,
                                             const DomainState& known, WallTime now, Random& random) {
  const auto found = cutover::mail_destinations(plan, known, now);
  if (found.reason) return std::unexpected(*found.reason);
  auto open = found.reachable();
  std::set<std::string> all;
  for (const auto* to : open) all.insert(to->way.destination());
  std::erase_if(open, [&](const MailDestination* to) {
    return !is_on_loopback(*to) && is_stopped(*known.mail, planned_to(plan, trip, *to), now);
  });
  if (open.empty()) return std::unexpected(SkipReason::path_stopped);
  const auto turns = last_turns(*known.mail, trip, now);
  const auto* next = *std::ranges::min_element(open, {}, [&](const MailDestination* to) {
    const auto turn = turns.find(to->way.destination());
    return turn == turns.end() ? WallTime::min() : turn->second;
  });
  all.erase(next->way.destination());
  return Errand{.servers = in_order(*next, random),
                .planned = planned_to(plan, trip, *next),
                .has_limits = !is_on_loopback(*next),
                .elsewhere = std::move(all)};
}

}  // namespace cutwatch
