#include "net/dns/server_limits.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace cutwatch::net {
namespace {

/// Servers about which nothing is known are forgotten beyond this many: the map must not grow with every
/// address asked.
constexpr std::size_t kServersKept = 1024;

}  // namespace

std::size_t ServerLimits::Hash::operator()(const Endpoint& endpoint) const noexcept {
  const auto& octets = endpoint.address.octets();
  const std::string_view bytes(reinterpret_cast<const char*>(octets.data()), octets.size());
  return std::hash<std::string_view>{}(bytes) ^ endpoint.port;
}

ServerLimits::Admission ServerLimits::enter(const Endpoint& endpoint, Ticket ticket, SteadyTime now) {
  auto& server = servers_[endpoint];
  if (server.is_silent()) {
    const bool may_probe = server.in_flight == 0 && now >= server.next_probe;
    if (!may_probe) return Admission::refused;
  }
  if (server.in_flight < options_.in_flight) {
    ++server.in_flight;
    return Admission::go;
  }
  if (server.waiting.size() >= options_.waiting) return Admission::refused;
  server.waiting.push_back(ticket);
  return Admission::wait;
}

ServerLimits::Released ServerLimits::leave(const Endpoint& endpoint, ServerOutcome outcome, SteadyTime now) {
  const auto found = servers_.find(endpoint);
  auto& server = found->second;
  --server.in_flight;
  note(server, outcome, now);
  auto released = next_of(server);
  if (server.is_blank() && servers_.size() > kServersKept) servers_.erase(found);
  return released;
}

void ServerLimits::note(Server& server, ServerOutcome outcome, SteadyTime now) const {
  switch (outcome) {
    case ServerOutcome::answered:
      server.timeouts = 0;
      server.pause = Millis{0};
      return;
    case ServerOutcome::silent: break;
    case ServerOutcome::inconclusive: return;
  }
  ++server.timeouts;
  if (server.timeouts < options_.silent_after) return;
  // What was in flight when it fell silent ends now, too: only a probe that was sent afterwards makes the
  // pause longer.
  if (server.is_silent() && now < server.next_probe) return;
  server.pause =
      server.is_silent() ? std::min(2 * server.pause, options_.longest_pause) : options_.first_pause;
  server.next_probe = now + server.pause;
}

ServerLimits::Released ServerLimits::next_of(Server& server) const {
  Released released;
  if (server.is_silent()) {
    released.refused.assign(server.waiting.begin(), server.waiting.end());
    server.waiting.clear();
    return released;
  }
  while (!server.waiting.empty() && server.in_flight < options_.in_flight) {
    released.admitted.push_back(server.waiting.front());
    server.waiting.pop_front();
    ++server.in_flight;
  }
  return released;
}

void ServerLimits::abandon(const Endpoint& endpoint, Ticket ticket) {
  const auto found = servers_.find(endpoint);
  if (found != servers_.end()) std::erase(found->second.waiting, ticket);
}

const ServerLimits::Server* ServerLimits::find(const Endpoint& endpoint) const {
  const auto found = servers_.find(endpoint);
  return found == servers_.end() ? nullptr : &found->second;
}

std::size_t ServerLimits::in_flight(const Endpoint& endpoint) const {
  const auto* server = find(endpoint);
  return server == nullptr ? 0 : server->in_flight;
}

std::size_t ServerLimits::waiting(const Endpoint& endpoint) const {
  const auto* server = find(endpoint);
  return server == nullptr ? 0 : server->waiting.size();
}

bool ServerLimits::is_silent(const Endpoint& endpoint) const {
  const auto* server = find(endpoint);
  return server != nullptr && server->is_silent();
}

}  // namespace cutwatch::net
