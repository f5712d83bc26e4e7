#include "core/cutover/plan/way_expected.hpp"

#include "core/mail/trace.hpp"

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

/// All addresses by which a server is known.
std::vector<Network> networks_of(const Server* server) {
  if (server == nullptr) return {};
  auto out = server->sends_from;
  for (const auto& each : server->addresses) out.push_back(only(each.endpoint.address));
  return out;
}

std::vector<Network> believed(const Plan& plan, const mail::LedgerEntry& entry) {
  auto out = networks_of(plan.server(ServerRole::old_server));
  const auto of_new = networks_of(plan.server(ServerRole::new_server));
  out.insert(out.end(), of_new.begin(), of_new.end());
  if (const auto* mailbox = plan.mailbox(entry.mailbox))
    out.insert(out.end(), mailbox->relays.begin(), mailbox->relays.end());
  return out;
}

}  // namespace

mail::WayExpected way_expected(const Plan& plan, Path path, const mail::LedgerEntry& entry) {
  mail::WayExpected way{
      .trusted = believed(plan, entry), .through = {}, .not_through = {}, .queue_id = entry.queue_id};
  const auto* proxy = plan.kind == Kind::proxy ? plan.server(ServerRole::new_server) : nullptr;
  if (proxy != nullptr) {
    (path == Path::new_path ? way.through : way.not_through) = sources_of(*proxy);
  } else if (path == Path::new_path) {
    way.not_through = networks_of(plan.server(ServerRole::old_server));
  }
  return way;
}

mail::PathProof proof_of(const Plan& plan, Path path, const mail::LedgerEntry& entry) {
  if (!entry.sighting || !entry.sighting->inspection)
    return {.outcome = mail::PathProof::Outcome::unknown,
            .grade = mail::PathProof::Grade::none,
            .why = "its Received lines were not read"};
  mail::HeaderBlock trace;
  for (const auto& value : entry.sighting->inspection->received)
    trace.fields.push_back({.name = "Received", .value = value});
  return mail::prove_path(mail::read_trace(trace), way_expected(plan, path, entry));
}

}  // namespace cutwatch::cutover
