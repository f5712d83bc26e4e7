#include "agent/config/server_rules.hpp"

#include "core/cutover/plan/address_data.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/mx_hosts.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>

namespace cutwatch::config {
namespace {

using cutover::ServerRole;
using cutover::WatchedRecord;

const ServerSpots* spots_of_new(const std::vector<ServerSpots>& spots) {
  const auto found = std::ranges::find(spots, ServerRole::new_server, &ServerSpots::role);
  return found == spots.end() ? nullptr : &*found;
}

std::string listed(const std::set<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

dns::RrType type_for(const IpAddress& address) {
  return address.is_v4() ? dns::RrType::a : dns::RrType::aaaa;
}

std::set<std::string> addresses_of(const cutover::Server& server) {
  std::set<std::string> out;
  for (const auto& each : server.addresses) out.insert(unmapped(each.endpoint.address).text());
  return out;
}

/// The MX, where mail is led to other hosts than before.
const WatchedRecord* changed_mx(const cutover::Plan& plan) {
  const auto* mx = plan.kind == cutover::Kind::address ? nullptr : cutover::mx_of(plan);
  return mx != nullptr && mx->stages.size() > 1 ? mx : nullptr;
}

/// What it names at any time after its first change.
std::set<dns::Name> later_hosts(const WatchedRecord& mx) {
  std::set<dns::Name> hosts;
  for (std::size_t stage = 1; stage < mx.stages.size(); ++stage) hosts.merge(cutover::hosts_of(mx, stage));
  return hosts;
}

/// Where mail is to go from the switch on, except to the old server.
std::set<dns::Name> destinations(const cutover::Plan& plan, const dns::Name& new_host) {
  std::set<dns::Name> hosts{new_host};
  const auto* mx = changed_mx(plan);
  if (mx == nullptr) return hosts;
  hosts.merge(cutover::hosts_since_switch(plan, *mx, cutover::Step::done));
  std::erase_if(hosts, [&](const dns::Name& host) { return host.text() == mx->bounds.old_host.name; });
  return hosts;
}

/// What a record is to be from the switch on.
std::set<std::string> later_data(const cutover::Plan& plan, const WatchedRecord& record) {
  std::set<std::string> out;
  auto stage = cutover::stage_after(plan, record, cutover::Step::switch_over);
  for (; stage < record.stages.size(); ++stage)
    out.insert(record.stages.at(stage).data().begin(), record.stages.at(stage).data().end());
  return out;
}

/// The addresses of some type that all these hosts are to have; nullopt where the plan does not say it of
/// one.
std::optional<std::set<std::string>> published(const cutover::Plan& plan, const std::set<dns::Name>& hosts,
                                               dns::RrType type) {
  std::set<std::string> out;
  for (const auto& host : hosts) {
    const auto record = std::ranges::find(plan.records, dns::Question{host, type}, &WatchedRecord::question);
    if (record == plan.records.end()) return std::nullopt;
    for (const auto& data : later_data(plan, *record)) out.emplace(cutover::led_to(data));
  }
  return out;
}

/// Of what a record is to be from the switch on, what has to be proven: of a host that moves all that it
/// gains, for it may keep addresses.
std::set<std::string> to_prove(const cutover::Plan& plan, const WatchedRecord& record) {
  if (plan.kind != cutover::Kind::address) return later_data(plan, record);
  std::set<std::string> out;
  for (const auto& stage : record.stages) out.insert(stage.data().begin(), stage.data().end());
  for (const auto& kept : record.stages.front().data()) out.erase(kept);
  return out;
}

constexpr const char* kExpected = "expected a host that the MX leads to once it has changed";

/// As with a null MX.
std::string led_nowhere(const dns::Name& host) {
  return fmt::format("{}, and it leads to none then: name {} in a later stage, or leave this server out",
                     kExpected, host.text());
}

/// The likeliest are the hosts that come with a change.
std::string led_elsewhere(const WatchedRecord& mx, const std::set<dns::Name>& hosts, const dns::Name& host) {
  const auto before = cutover::hosts_of(mx, 0);
  std::set<std::string> all;
  std::set<std::string> added;
  for (const auto& each : hosts) {
    all.insert(each.text());
    if (!before.contains(each)) added.insert(each.text());
  }
  return fmt::format("{}, one of {}, got {}", kExpected, listed(added.empty() ? all : added), host.text());
}

/// Those that the MX names anew, at any time, but for the old server.
std::set<dns::Name> added_hosts(const cutover::Plan& plan, const WatchedRecord& mx) {
  auto hosts = cutover::new_hosts(plan, mx, cutover::Step::done);
  std::erase_if(hosts, [&](const dns::Name& each) { return each.text() == mx.bounds.old_host.name; });
  return hosts;
}

/// The hosts whose addresses have to be proven: one that moves may be called otherwise than where it moves
/// to.
std::set<dns::Name> hosts_to_prove(const cutover::Plan& plan, const dns::Name& host) {
  std::set<dns::Name> hosts{host};
  const auto* mx = cutover::mx_of(plan);
  if (mx == nullptr) return hosts;
  if (plan.kind != cutover::Kind::address) {
    hosts.merge(added_hosts(plan, *mx));
    return hosts;
  }
  for (std::size_t stage = 0; stage < mx->stages.size(); ++stage) hosts.merge(cutover::hosts_of(*mx, stage));
  return hosts;
}

void check_host(Reader& cutover, const cutover::Plan& plan, const dns::Name& host, const ServerSpots& spots) {
  const auto* mx = changed_mx(plan);
  if (mx == nullptr) return;
  auto hosts = later_hosts(*mx);
  std::erase_if(hosts, [&](const dns::Name& each) { return each.text() == mx->bounds.old_host.name; });
  if (hosts.contains(host)) return;
  cutover.complain(spots.host, hosts.empty() ? led_nowhere(host) : led_elsewhere(*mx, hosts, host));
}

/// Mail will go where no probe mail goes.
void check_unproven(Reader& cutover, const cutover::Plan& plan, const dns::Name& host,
                    const ServerSpots& spots) {
  const auto own = addresses_of(*plan.server(ServerRole::new_server));
  const auto hosts = hosts_to_prove(plan, host);
  for (const auto& record : plan.records) {
    if (!cutover::is_address_of(record, record.question.name) || !hosts.contains(record.question.name))
      continue;
    for (const auto& address : to_prove(plan, record)) {
      if (own.contains(std::string(cutover::led_to(address)))) continue;
      cutover.complain(
          spots.addresses,
          fmt::format(
              "{} {} is to be {}, which is not among them: mail will go there, and probe mail does not",
              record.question.name.text(), dns::to_string(record.question.type), address));
    }
  }
}

/// Probe mail goes where no mail will go.
void check_unused(Reader& cutover, const cutover::Plan& plan, const dns::Name& host,
                  const ServerSpots& spots) {
  const auto hosts = destinations(plan, host);
  for (const auto& each : plan.server(ServerRole::new_server)->addresses) {
    const auto address = unmapped(each.endpoint.address);
    const auto known = published(plan, hosts, type_for(address));
    if (!known || known->contains(address.text())) continue;
    const auto where = known->empty() ? std::string("none of its kind") : listed(*known);
    cutover.complain(spots.addresses, fmt::format("{} is none of the addresses that mail is to go to ({}): "
                                                  "probe mail goes there, and mail will not",
                                                  address.text(), where));
  }
}

}  // namespace

void check_apart(Reader& cutover, const cutover::Plan& plan, const std::vector<ServerSpots>& spots) {
  const auto* old_server = plan.server(ServerRole::old_server);
  const auto* new_server = plan.server(ServerRole::new_server);
  if (old_server == nullptr || new_server == nullptr) return;
  for (const auto& each : new_server->addresses) {
    const Endpoint own{unmapped(each.endpoint.address), each.endpoint.port};
    const bool is_shared = std::ranges::any_of(old_server->addresses, [&](const mail::MailServer& other) {
      return Endpoint{unmapped(other.endpoint.address), other.endpoint.port} == own;
    });
    if (!is_shared) continue;
    cutover.complain(
        spots_of_new(spots)->addresses,
        fmt::format("{} is the old server as well: expected addresses of the new one alone", to_string(own)));
  }
}

void check_led_to(Reader& cutover, const cutover::Plan& plan, const std::vector<ServerSpots>& spots) {
  const auto* server = plan.server(ServerRole::new_server);
  if (server == nullptr || server->addresses.empty()) return;
  const auto host = dns::Name::parse(server->addresses.front().host);
  if (!host) return;
  const auto& where = *spots_of_new(spots);
  check_host(cutover, plan, *host, where);
  check_unproven(cutover, plan, *host, where);
  check_unused(cutover, plan, *host, where);
}

}  // namespace cutwatch::config
