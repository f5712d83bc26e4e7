#include "core/cutover/plan/on_loopback.hpp"

#include <algorithm>

namespace cutwatch::cutover {

namespace {

bool are_near(const std::vector<mail::MailServer>& servers) {
  return std::ranges::all_of(servers, [](const auto& one) { return one.endpoint.address.is_loopback(); });
}

}  // namespace

bool is_on_loopback(const Server& server) { return are_near(server.addresses); }

bool stays_on_loopback(const Plan& plan, const RoundTrip& trip, Path path) {
  const auto* server = plan.server(role_of(path));
  if (server == nullptr || !are_near(server->at(trip.entrance))) return false;
  if (trip.entrance == mail::Entrance::exchanger) return true;
  const auto* mailbox = plan.mailbox(trip.mailbox);
  return mailbox != nullptr && mailbox->server.endpoint.address.is_loopback();
}

}  // namespace cutwatch::cutover
