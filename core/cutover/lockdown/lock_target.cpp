#include "core/cutover/lockdown/lock_target.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace cutwatch::cutover {
namespace {

ServerRole other(ServerRole role) {
  return role == ServerRole::old_server ? ServerRole::new_server : ServerRole::old_server;
}

/// Whoever is no customer has no log-in, and goes on without TLS, or whatever its certificate says.
mail::MailServer as_stranger(mail::MailServer server, const std::optional<IpAddress>& source) {
  server.credentials.reset();
  server.is_certificate_required = false;
  if (server.tls == mail::TlsMode::starttls) server.tls = mail::TlsMode::when_offered;
  if (source) server.source = source;
  return server;
}

std::vector<mail::MailServer> controls_for(const Plan& plan, const Lockdown& lockdown,
                                           const IpAddress& target, const std::optional<IpAddress>& source) {
  const auto* server = plan.server(lockdown.control);
  if (server == nullptr) return {};
  std::vector<mail::MailServer> alike;
  std::vector<mail::MailServer> others;
  for (const auto& each : server->addresses) {
    const bool is_alike = each.endpoint.address.family() == target.family();
    (is_alike ? alike : others).push_back(as_stranger(each, is_alike ? source : std::nullopt));
  }
  return alike.empty() ? others : alike;
}

LockTarget target_of(const Plan& plan, const Lockdown& lockdown, const mail::MailServer& server,
                     const std::optional<IpAddress>& source) {
  auto asked = as_stranger(server, source);
  LockKey key{
      .target = std::string(to_string(lockdown.target)), .server = server.endpoint, .source = asked.source};
  return {.lockdown = &lockdown,
          .server = std::move(asked),
          .controls = controls_for(plan, lockdown, server.endpoint.address, source),
          .key = std::move(key)};
}

bool is_address_of(const Server* server, const IpAddress& source) {
  return server != nullptr && std::ranges::any_of(server->addresses, [&](const mail::MailServer& each) {
           return unmapped(each.endpoint.address) == unmapped(source);
         });
}

const Network* network_with(const std::vector<Network>& networks, const IpAddress& source) {
  const auto found =
      std::ranges::find_if(networks, [&](const Network& network) { return contains(network, source); });
  return found == networks.end() ? nullptr : &*found;
}

}  // namespace

std::vector<LockTarget> lock_targets(const Plan& plan, const Lockdown& lockdown) {
  std::vector<LockTarget> targets;
  const auto* server = plan.server(lockdown.target);
  if (server == nullptr) return targets;
  for (const auto& each : server->addresses) {
    if (lockdown.sources.empty()) targets.push_back(target_of(plan, lockdown, each, std::nullopt));
    for (const auto& source : lockdown.sources) {
      if (source.family() == each.endpoint.address.family())
        targets.push_back(target_of(plan, lockdown, each, source));
    }
  }
  return targets;
}

std::vector<LockTarget> lock_targets(const Plan& plan) {
  std::vector<LockTarget> targets;
  for (const auto& lockdown : plan.lockdowns) {
    auto more = lock_targets(plan, lockdown);
    std::ranges::move(more, std::back_inserter(targets));
  }
  return targets;
}

std::optional<std::string> let_in_as(const Plan& plan, const Lockdown& lockdown, const IpAddress& source) {
  const auto role = other(lockdown.target);
  const auto* sender = plan.server(role);
  if (is_address_of(sender, source))
    return fmt::format("{} is an address of the {} server", source.text(), to_string(role));
  if (const auto* network = sender == nullptr ? nullptr : network_with(sender->sends_from, source))
    return fmt::format("{} is in {}, which the {} server sends from", source.text(), text_of(*network),
                       to_string(role));
  if (const auto* network = network_with(lockdown.allowed, source))
    return fmt::format("{} is in {}, which the lock lets in (cutover.lockdown allowed)", source.text(),
                       text_of(*network));
  if (is_address_of(plan.server(lockdown.target), source))
    return fmt::format("{} is an address of the {} server itself", source.text(), to_string(lockdown.target));
  return std::nullopt;
}

}  // namespace cutwatch::cutover
