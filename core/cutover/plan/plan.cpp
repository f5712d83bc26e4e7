#include "core/cutover/plan/plan.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {

std::string_view to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::proxy: return "proxy";
    case Kind::address: return "address";
    case Kind::server: return "server";
  }
  std::unreachable();
}

std::string_view to_string(ServerRole role) noexcept {
  return role == ServerRole::old_server ? "old" : "new";
}

std::string_view to_string(Path path) noexcept {
  switch (path) {
    case Path::old_path: return "old";
    case Path::new_path: return "new";
    case Path::dns: return "dns";
  }
  std::unreachable();
}

std::optional<Path> path_called(std::string_view label) noexcept {
  for (const auto path : {Path::old_path, Path::new_path, Path::dns}) {
    if (to_string(path) == label) return path;
  }
  return std::nullopt;
}

bool WatchedRecord::accepts(const dns::NameServer& server) const {
  return accepts_name(server.name) || std::ranges::any_of(bounds.accepted, [&](const std::string& id) {
           const auto address = IpAddress::parse(id);
           return address && unmapped(*address) == unmapped(server.endpoint.address);
         });
}

bool WatchedRecord::accepts_name(const std::string& name) const {
  return std::ranges::find(bounds.accepted, name) != bounds.accepted.end();
}

std::string Plan::label() const {
  return domain.is_root() ? "." : domain.text().substr(0, domain.text().size() - 1);
}

const Server* Plan::server(ServerRole role) const {
  const auto found = std::ranges::find(servers, role, &Server::role);
  return found == servers.end() ? nullptr : &*found;
}

const ServerQueue* Plan::queue(ServerRole role) const {
  const auto found = std::ranges::find(queues, role, &ServerQueue::role);
  return found == queues.end() ? nullptr : &*found;
}

const Server* Plan::server_of(Path path) const {
  switch (path) {
    case Path::old_path: return server(ServerRole::old_server);
    case Path::new_path: return server(ServerRole::new_server);
    case Path::dns: return nullptr;
  }
  std::unreachable();
}

const Mailbox* Plan::mailbox(std::string_view id) const {
  const auto found = std::ranges::find(mailboxes, id, &Mailbox::id);
  return found == mailboxes.end() ? nullptr : &*found;
}

std::vector<const RoundTrip*> Plan::all_round_trips() const {
  std::vector<const RoundTrip*> all;
  for (const auto& trip : round_trips) all.push_back(&trip);
  for (const auto& trip : outbound) all.push_back(&trip);
  return all;
}

const RoundTrip* Plan::round_trip(std::string_view id) const {
  const auto all = all_round_trips();
  const auto found = std::ranges::find(all, id, &RoundTrip::id);
  return found == all.end() ? nullptr : *found;
}

const Maintenance* Plan::maintenance_at(WallTime now) const {
  const Maintenance* last = nullptr;
  for (const auto& each : maintenance) {
    if (now < each.from || now >= each.until) continue;
    if (last == nullptr || each.until > last->until) last = &each;
  }
  return last;
}

mail::BodyKind RoundTrip::body_behind(std::uint64_t before) const {
  return bodies.empty() ? mail::BodyKind::plain : bodies[before % bodies.size()];
}

bool RoundTrip::looks_into(std::string_view mailbox_id) const {
  return mailbox == mailbox_id || std::ranges::find(also_in, mailbox_id) != also_in.end();
}

bool is_to_own_domain(const Plan& plan, std::string_view address) {
  const auto at = address.rfind('@');
  return at != std::string_view::npos && equals_ignoring_case(address.substr(at + 1), plan.label());
}

}  // namespace cutwatch::cutover
