#include "core/cutover/gates/proven_hosts.hpp"

#include "core/cutover/plan/address_data.hpp"
#include "core/cutover/plan/mx_hosts.hpp"
#include "core/cutover/plan/stray_address.hpp"
#include "core/cutover/record/published.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace cutwatch::cutover {
namespace {

bool has_address(const Server* server, const std::string& address) {
  return server != nullptr && std::ranges::any_of(server->addresses, [&](const mail::MailServer& each) {
           return unmapped(each.endpoint.address).text() == led_to(address);
         });
}

/// The address that a record publishes and that probe mail does not go to: the new server has it not.
const std::string* unproven_address(const Server& server, const RecordEvidence& of) {
  for (const auto& [name_server, version, stage] : published(of.record, of.state)) {
    if (version == nullptr) continue;
    const auto found = std::ranges::find_if_not(
        version->rrset.data(), [&](const std::string& address) { return has_address(&server, address); });
    if (found != version->rrset.data().end()) return &*found;
  }
  return nullptr;
}

/// The hosts that are the new server once a step is taken: what the MX names anew, then or since the switch,
/// and the one that it is called by.
std::set<dns::Name> hosts_to_prove(const Plan& plan, const WatchedRecord& mx, Step step) {
  auto hosts = new_hosts(plan, mx, step);
  const auto* server = plan.server(ServerRole::new_server);
  if (plan.kind == Kind::address || server == nullptr || server->addresses.empty()) return hosts;
  const auto own = dns::Name::parse(server->addresses.front().host);
  const auto named = hosts_since_switch(plan, mx, step);
  if (own && named.contains(*own)) hosts.insert(*own);
  return hosts;
}

/// Whether what is published for a new host leads to the server that probe mail proves.
Verdict leads_to_new_server(const Evidence& evidence, const Server& server, const dns::Name& host) {
  for (const auto& each : addresses_of(evidence, host)) {
    const auto* address = unproven_address(server, each);
    if (address == nullptr) continue;
    return fail(
        fmt::format("{} is {}, which is none of the new server's addresses: mail would go there, and "
                    "probe mail does not",
                    text_of(each.record), *address));
  }
  return pass(fmt::format("{} leads to the new server", host.text()));
}

/// The first address that a record gains until a step is taken and that the new server has not.
const std::string* unproven_gain(const Plan& plan, const Server& server, const WatchedRecord& record,
                                 Step step) {
  const auto& before = record.stages.front().data();
  for (std::size_t stage = 1; stage <= stage_after(plan, record, step); ++stage) {
    for (const auto& address : record.stages.at(stage).data()) {
      const bool is_kept = std::ranges::find(before, address) != before.end();
      if (!is_kept && !has_address(&server, address)) return &address;
    }
  }
  return nullptr;
}

/// A host that moves may be called otherwise than the server that it moves to.
Verdict gains_proven(const Evidence& evidence, const Server& server, const dns::Name& host, Step step) {
  for (const auto& each : addresses_of(evidence, host)) {
    const auto* address = unproven_gain(evidence.plan, server, each.record, step);
    if (address == nullptr) continue;
    return fail(
        fmt::format("{} is to be {}, which is none of the new server's addresses: mail would go there, and "
                    "probe mail does not",
                    text_of(each.record), *address));
  }
  return pass(fmt::format("{} moves to the new server", host.text()));
}

/// A host that moves keeps what nobody proves, and what nobody takes away.
Verdict keeps_no_stray(const Evidence& evidence, Step step) {
  const auto strays = stray_addresses(evidence.plan, step);
  if (strays.empty()) return pass("hosts that move keep no address but the servers'");
  const auto& [record, address] = strays.front();
  return fail(
      fmt::format("{} keeps {}, which is an address of neither server: mail would go there, and probe mail "
                  "does not",
                  text_of(*record), address));
}

bool is_old(const RecordEvidence& of, const std::string& address) {
  return std::ranges::any_of(of.record.bounds.old_host.addresses,
                             [&](const IpAddress& each) { return unmapped(each).text() == led_to(address); });
}

/// What is published for a record and does not lead to where mail is to go in the end, though nothing ahead
/// takes it away: an address of the old server, and of a host that moves any other that is not the new one's.
const std::string* wrong_address(const Plan& plan, const RecordEvidence& of, Step step) {
  const auto last = stage_after(plan, of.record, step);
  const auto* new_server = plan.server(ServerRole::new_server);
  const bool is_known = new_server != nullptr && !new_server->addresses.empty();
  const bool must_be_new = is_known && is_moving(plan, of.record.question.name);
  for (const auto& [name_server, version, stage] : published(of.record, of.state)) {
    if (version == nullptr || !stage || *stage < last) continue;
    for (const auto& address : version->rrset.data()) {
      if (has_address(new_server, address)) continue;
      if (must_be_new || is_old(of, address)) return &address;
    }
  }
  return nullptr;
}

/// In words.
std::string why_wrong(const RecordEvidence& of, const std::string& address, const dns::Name& host) {
  if (is_old(of, address))
    return fmt::format("{} is {}, the old server's, and the MX names {}: mail goes there", text_of(of.record),
                       address, host.text());
  return fmt::format(
      "{} is {}, which is none of the new server's addresses, and the MX names {}: mail goes there, and "
      "probe mail does not",
      text_of(of.record), address, host.text());
}

}  // namespace

std::vector<RecordEvidence> addresses_of(const Evidence& evidence, const dns::Name& host) {
  std::vector<RecordEvidence> out;
  for (const auto& each : evidence.records) {
    if (is_address_of(each.record, host)) out.push_back(each);
  }
  return out;
}

Verdict leads_to_proven(const Evidence& evidence, const WatchedRecord& mx, Step step) {
  const auto& plan = evidence.plan;
  const auto* server = plan.server(ServerRole::new_server);
  auto verdict = pass("the plan names no new server");
  if (server == nullptr || server->addresses.empty()) return verdict;
  for (const auto& host : hosts_to_prove(plan, mx, step))
    verdict = both(leads_to_new_server(evidence, *server, host), std::move(verdict));
  if (plan.kind != Kind::address) return verdict;
  for (const auto& host : hosts_of(mx, stage_after(plan, mx, step)))
    verdict = both(gains_proven(evidence, *server, host, step), std::move(verdict));
  return both(std::move(verdict), keeps_no_stray(evidence, step));
}

Verdict leads_away_from_old(const Evidence& evidence, const WatchedRecord& mx, Step step) {
  const auto before = std::min(step, Step::remove_old);
  for (const auto& host : hosts_of(mx, stage_after(evidence.plan, mx, step))) {
    for (const auto& each : addresses_of(evidence, host)) {
      const auto* address = wrong_address(evidence.plan, each, before);
      if (address != nullptr) return fail(why_wrong(each, *address, host));
    }
  }
  return pass("the MX leads to no address of the old server");
}

}  // namespace cutwatch::cutover
