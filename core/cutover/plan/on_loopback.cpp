#include "core/cutover/plan/on_loopback.hpp"

#include "core/cutover/plan/address_data.hpp"
#include "core/cutover/plan/mx_hosts.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool is_of_loopback(const std::string& data) {
  const auto address = IpAddress::parse(led_to(data));
  return address && address->is_loopback();
}

bool are_near(const std::vector<mail::MailServer>& servers) {
  return std::ranges::all_of(servers, [](const auto& one) { return one.endpoint.address.is_loopback(); });
}

}  // namespace

bool is_on_loopback(const Server& server) { return are_near(server.addresses); }

bool stays_on_loopback(const Plan& plan, const RoundTrip& trip, Path path) {
  if (path == Path::dns) return is_dns_on_loopback(plan);
  const auto* server = plan.server_of(path);
  if (server == nullptr || !are_near(server->at(trip.entrance))) return false;
  if (trip.entrance == mail::Entrance::exchanger) return true;
  const auto* mailbox = plan.mailbox(trip.mailbox);
  return mailbox != nullptr && (mailbox->is_maildir() || mailbox->server.endpoint.address.is_loopback());
}

bool is_dns_on_loopback(const Plan& plan) {
  const auto is_watched_there = [](const WatchedRecord& record) {
    return !is_address_of(record, record.question.name) ||
           std::ranges::all_of(record.stages, [](const dns::RrSet& stage) {
             return std::ranges::all_of(stage.data(), is_of_loopback);
           });
  };
  return std::ranges::all_of(plan.servers, [](const Server& server) { return is_on_loopback(server); }) &&
         std::ranges::all_of(plan.records, is_watched_there);
}

bool is_on_loopback(const Plan& plan, Path path) {
  if (path == Path::dns) return is_dns_on_loopback(plan);
  const auto* server = plan.server_of(path);
  return server == nullptr || is_on_loopback(*server);
}

}  // namespace cutwatch::cutover
