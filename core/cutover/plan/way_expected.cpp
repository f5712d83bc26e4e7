#include "core/cutover/plan/way_expected.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::uint8_t kWholeV4 = 32;
constexpr std::uint8_t kWholeV6 = 128;

Network only(const IpAddress& address) { return {address, address.is_v4() ? kWholeV4 : kWholeV6}; }

/// Where a server forwards from: its own addresses, unless the plan says.
std::vector<Network> sources_of(const Server& server) {
  if (!server.sends_from.empty()) return server.sends_from;
  std::vector<Network> out;
  for (const auto& each : server.addresses) out.push_back(only(each.endpoint.address));
  return out;
}

/// Of what a server sends elsewhere: whoever is elsewhere has it from where the server says that it sends
/// from. A server may send by other hosts than it is reached at, so that without that nothing is expected.
mail::WayExpected way_out(const Plan& plan, Path path, const mail::LedgerEntry& entry) {
  mail::WayExpected way{.trusted = believed_hosts(plan, entry.mailbox),
                        .through = {},
                        .not_through = {},
                        .queue_id = entry.queue_id};
  if (const auto* server = plan.server_of(path)) way.through = server->sends_from;
  return way;
}

/// By the address that took it, as the plan is now.
std::optional<Path> path_to(const Plan& plan, const Endpoint& address) {
  for (const auto path : {Path::old_path, Path::new_path}) {
    const auto* server = plan.server_of(path);
    const bool is_there = server != nullptr && std::ranges::any_of(server->addresses, [&](const auto& each) {
                            return unmapped(each.endpoint.address) == unmapped(address.address);
                          });
    if (is_there) return path;
  }
  return std::nullopt;
}

mail::PathProof unknown(std::string why) {
  return {.outcome = mail::PathProof::Outcome::unknown,
          .grade = mail::PathProof::Grade::none,
          .why = std::move(why)};
}

}  // namespace

std::vector<Network> networks_of(const Server* server) {
  if (server == nullptr) return {};
  auto out = server->sends_from;
  for (const auto& each : server->addresses) out.push_back(only(each.endpoint.address));
  return out;
}

std::optional<Path> path_taken(const Plan& plan, Path path, const mail::LedgerEntry& entry) {
  if (path != Path::dns) return path;
  if (!entry.way || !entry.way->answered) return std::nullopt;
  return path_to(plan, *entry.way->answered);
}

std::vector<Network> believed_hosts(const Plan& plan, std::string_view mailbox) {
  auto out = networks_of(plan.server(ServerRole::old_server));
  const auto of_new = networks_of(plan.server(ServerRole::new_server));
  out.insert(out.end(), of_new.begin(), of_new.end());
  if (const auto* known = plan.mailbox(mailbox))
    out.insert(out.end(), known->relays.begin(), known->relays.end());
  return out;
}

mail::WayExpected way_expected(const Plan& plan, Path path, const mail::LedgerEntry& entry) {
  if (const auto* trip = plan.round_trip(entry.probe);
      trip != nullptr && trip->entrance == mail::Entrance::submission)
    return way_out(plan, path, entry);
  mail::WayExpected way{.trusted = believed_hosts(plan, entry.mailbox),
                        .through = {},
                        .not_through = {},
                        .queue_id = entry.queue_id};
  const auto* proxy = plan.kind == Kind::proxy ? plan.server(ServerRole::new_server) : nullptr;
  if (proxy != nullptr) {
    (path == Path::new_path ? way.through : way.not_through) = sources_of(*proxy);
  } else if (path == Path::new_path) {
    way.not_through = networks_of(plan.server(ServerRole::old_server));
  }
  return way;
}

mail::PathProof proof_of(const Plan& plan, Path path, const mail::LedgerEntry& entry) {
  if (!entry.sighting || !entry.sighting->inspection) return unknown("its Received lines were not read");
  const auto taken = path_taken(plan, path, entry);
  if (!taken) return unknown("it went as DNS says, and none of the plan's servers is known to have taken it");
  return mail::prove_path(entry.sighting->inspection->received.trace(), way_expected(plan, *taken, entry));
}

mail::HopTable hops_of(const Plan& plan, const mail::LedgerEntry& entry) {
  if (!entry.sighting || !entry.sighting->inspection) return {};
  const auto& trace = entry.sighting->inspection->received.trace();
  return mail::hop_table(entry, mail::believed_lines(trace, believed_hosts(plan, entry.mailbox)));
}

}  // namespace cutwatch::cutover
