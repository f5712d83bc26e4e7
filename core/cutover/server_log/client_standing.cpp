#include "core/cutover/server_log/client_standing.hpp"

#include "core/cutover/plan/on_loopback.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

using mail::ClientOrigin;

ServerRole other(ServerRole role) {
  return role == ServerRole::old_server ? ServerRole::new_server : ServerRole::old_server;
}

bool is_address_of(const Server& server, const IpAddress& address) {
  return std::ranges::any_of(server.addresses, [&](const mail::MailServer& each) {
    return unmapped(each.endpoint.address) == unmapped(address);
  });
}

/// What an unbound socket to the host itself comes from.
bool is_plain_loopback(const IpAddress& address) {
  static const auto v4 = IpAddress::v4({127, 0, 0, 1});
  const auto plain = unmapped(address);
  return plain == v4 || (!plain.is_v4() && plain.is_loopback());
}

bool is_allowed(const Plan& plan, ServerRole role, const IpAddress& address) {
  return std::ranges::any_of(plan.lockdowns, [&](const Lockdown& lockdown) {
    return lockdown.target == role && contains(lockdown.allowed, address);
  });
}

}  // namespace

bool is_forwarder(const Plan& plan, ServerRole role) {
  return role == (plan.kind == Kind::proxy ? ServerRole::new_server : ServerRole::old_server);
}

bool is_forwarders(const Plan& plan, ServerRole role, const IpAddress& address) {
  const auto* sender = plan.server(other(role));
  if (sender == nullptr || !is_forwarder(plan, other(role))) return false;
  return sender->sends_from.empty() ? is_address_of(*sender, address) : contains(sender->sends_from, address);
}

bool is_on_server(const Plan& plan, ServerRole role, const IpAddress& address) {
  const auto* server = plan.server(role);
  if (server == nullptr) return unmapped(address).is_loopback();
  if (is_address_of(*server, address)) return true;
  return is_on_loopback(*server) ? is_plain_loopback(address) : unmapped(address).is_loopback();
}

mail::LogHost sender_host(const Plan& plan, ServerRole role, const mail::MailEvent& event) {
  const auto peer = event.peer();
  const auto is_here = [&](std::string_view text) {
    const auto address = IpAddress::parse(text);
    return !address || is_on_server(plan, role, *address);
  };
  const mail::LogHost itself{.name = event.client_name(), .address = peer};
  if (peer.empty() || !is_here(peer)) return itself;
  if (!is_here(event.client())) return {.name = event.client_name(), .address = event.client()};
  const auto* const message = event.message;
  if (message != nullptr && !is_here(message->orig_client)) return {.address = message->orig_client};
  return itself;
}

ClientOrigin origin_at(const Plan& plan, ServerRole role, const IpAddress& address) {
  if (is_forwarders(plan, role, address)) return ClientOrigin::forwarder;
  if (is_on_server(plan, role, address)) return ClientOrigin::local;
  return is_allowed(plan, role, address) ? ClientOrigin::allowed : ClientOrigin::other;
}

ClientOrigin origin_of(const Plan& plan, ServerRole role, const mail::MailEvent& event, bool is_own) {
  if (!event.login().empty()) return ClientOrigin::authenticated;
  if (event.origin() != mail::MailOrigin::client && event.kind != mail::MailEvent::Kind::refused)
    return ClientOrigin::local;
  if (is_own) return ClientOrigin::agent;
  const auto address = IpAddress::parse(sender_host(plan, role, event).address);
  return address ? origin_at(plan, role, *address) : ClientOrigin::other;
}

}  // namespace cutwatch::cutover
