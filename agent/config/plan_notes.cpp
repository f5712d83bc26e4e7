#include "agent/config/plan_notes.hpp"

#include "agent/config/text_forms.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/left_behind.hpp"
#include "core/cutover/plan/mx_hosts.hpp"
#include "core/cutover/plan/stray_address.hpp"
#include "core/text/date.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace cutwatch::config {

namespace {

/// The hosts that mail is led to, from the first change of the MX on: gates ask for the addresses of each.
std::set<dns::Name> hosts_led_to(const cutover::WatchedRecord& mx) {
  std::set<dns::Name> hosts;
  for (auto stage = std::min<std::size_t>(1, mx.stages.size() - 1); stage < mx.stages.size(); ++stage)
    hosts.merge(cutover::hosts_of(mx, stage));
  return hosts;
}

std::vector<std::string> notes_on_hosts(const cutover::Plan& plan) {
  std::vector<std::string> notes;
  const auto* mx = cutover::mx_of(plan);
  if (mx == nullptr) return notes;
  for (const auto& host : hosts_led_to(*mx)) {
    const bool is_watched = std::ranges::any_of(plan.records, [&](const cutover::WatchedRecord& record) {
      return cutover::is_address_of(record, host);
    });
    if (!is_watched)
      notes.push_back(
          fmt::format("{}: the addresses of {} are not watched: without a record for them the gate "
                      "mx_valid cannot pass",
                      plan.label(), host.text()));
  }
  return notes;
}

std::vector<std::string> notes_on_ttl(const cutover::Plan& plan, WallTime now) {
  std::vector<std::string> notes;
  const auto& lowered_at = plan.ttl.lowered_at;
  if (!lowered_at) return notes;
  const auto is_said = fmt::format("{}: ttl_lowered_at {}", plan.label(), rfc3339(*lowered_at));
  if (*lowered_at > now)
    notes.push_back(is_said + " is still to come: it is for a TTL that has been lowered already");
  if (plan.planned_at && *lowered_at > *plan.planned_at) {
    notes.push_back(fmt::format("{} is after planned_at {}: a TTL is lowered before the records change",
                                is_said, rfc3339(*plan.planned_at)));
  }
  return notes;
}

bool is_name_server(const cutover::Plan& plan, const std::string& id) {
  const auto name = dns::Name::parse(id);
  const auto address = parse_address(id);
  return std::ranges::any_of(plan.name_servers, [&](const dns::NameServer& server) {
    if (address) return unmapped(server.endpoint.address) == *address;
    return name && server.name == name->text();
  });
}

/// Where name servers are found by delegation, nobody knows their names beforehand.
std::vector<std::string> notes_on_accepted(const Config& config, const cutover::Plan& plan) {
  std::vector<std::string> notes;
  if (plan.name_servers.empty()) return notes;
  for (const auto& each : plan.accepted) {
    const bool is_resolver =
        (!each.id.contains('.') && !parse_address(each.id)) ||
        std::ranges::find(config.resolvers, each.id, &dns::Resolver::id) != config.resolvers.end();
    if (!is_resolver && !is_name_server(plan, each.id))
      notes.push_back(
          fmt::format("{}: {} is accepted, and is neither one of the name_servers nor a resolver in use: "
                      "right only for a name server that was one and has left",
                      plan.label(), quoted(each.id)));
  }
  return notes;
}

std::vector<std::string> notes_on_left_behind(const cutover::Plan& plan) {
  std::string named;
  for (const auto* record : cutover::left_behind(plan))
    named += fmt::format("{}{}", named.empty() ? "" : ", ", to_string(record->question));
  const bool changes = !records_changed_in(plan, cutover::Step::switch_over).empty();
  if (named.empty() || !changes) return {};
  return {
      fmt::format("{}: leading to the old server for good: {}. Who uses them loses it when it is switched "
                  "off: give them another stage, or do not switch it off",
                  plan.label(), named)};
}

/// Once of each old server, however many domains leave it.
std::vector<std::string> notes_on_shared_servers(const Config& config) {
  std::vector<std::string> notes;
  std::set<std::set<IpAddress>> told;
  for (const auto& plan : config.cutovers) {
    const auto& others = plan.shares_old_server_with;
    if (others.first.empty()) continue;
    std::set<IpAddress> addresses;
    for (const auto& each : plan.server(cutover::ServerRole::old_server)->addresses)
      addresses.insert(each.endpoint.address);
    if (!told.insert(addresses).second) continue;
    notes.push_back(
        fmt::format("{}: mail for {} may go to its old server, too: each go to retire that is about the mail "
                    "for one domain only",
                    plan.label(), text_of(others)));
  }
  return notes;
}

std::vector<std::string> notes_on_strays(const cutover::Plan& plan) {
  std::set<std::string> notes;
  for (const auto step : {cutover::Step::switch_over, cutover::Step::remove_old, cutover::Step::retire_old}) {
    for (const auto& [record, address] : cutover::stray_addresses(plan, step)) {
      notes.insert(fmt::format(
          "{}: {} keeps {}, an address of neither server: mail goes there whatever moves, and the "
          "gate mx_valid stays shut. Name it with the server that has it, or give the record a "
          "stage without it",
          plan.label(), to_string(record->question), address));
    }
  }
  return {notes.begin(), notes.end()};
}

/// Without a name whatever a header says of senders may be anybody's.
std::vector<std::string> notes_on_receivers(const cutover::Plan& plan) {
  std::vector<std::string> notes;
  for (const auto& trip : plan.outbound) {
    const auto* mailbox = plan.mailbox(trip.mailbox);
    if (mailbox == nullptr || !mailbox->authserv_id.empty() || is_to_own_domain(plan, trip.to)) continue;
    notes.push_back(
        fmt::format("{}: mailbox {} has no authserv_id: what its server finds out about the senders of {} is "
                    "not read",
                    plan.label(), mailbox->id, trip.id));
  }
  return notes;
}

/// What is not to be had without a mailbox, and what it hangs on whether anything is.
std::vector<std::string> notes_on_reports(const cutover::Plan& plan) {
  std::vector<std::string> notes;
  for (const auto& trip : plan.round_trips) {
    if (!trip.is_told_by_reports()) continue;
    notes.push_back(fmt::format(
        "{}: {} has no mailbox: that its messages arrive is known only where every server on the way reports "
        "deliveries (DSN, RFC 3461), and by which way, whether as they were sent, and whether into junk, "
        "never",
        plan.label(), trip.id));
  }
  return notes;
}

}  // namespace

std::vector<std::string> notes_on_silence(const Config& config) {
  std::vector<std::string> notes;
  if (config.sends_mail()) return notes;
  for (const auto& plan : config.cutovers) {
    if (plan.all_round_trips().empty()) continue;
    notes.push_back(fmt::format(
        "{}: no mail is sent, because [state] path is \":memory:\" and a restart would lose track "
        "of messages; set a path, or volatile_mail = true",
        plan.label()));
  }
  return notes;
}

std::vector<std::string> notes_on(const Config& config, WallTime now) {
  auto notes = notes_on_silence(config);
  for (const auto& plan : config.cutovers) {
    const bool changes = !records_changed_in(plan, cutover::Step::switch_over).empty();
    if (!changes && !plan.records.empty())
      notes.push_back(
          fmt::format("{}: no record changes with the switch: give those that do more than one "
                      "stage, or no step will be told",
                      plan.label()));
    for (auto& note : notes_on_hosts(plan)) notes.push_back(std::move(note));
    for (auto& note : notes_on_ttl(plan, now)) notes.push_back(std::move(note));
    for (auto& note : notes_on_accepted(config, plan)) notes.push_back(std::move(note));
    for (auto& note : notes_on_left_behind(plan)) notes.push_back(std::move(note));
    for (auto& note : notes_on_strays(plan)) notes.push_back(std::move(note));
    for (auto& note : notes_on_receivers(plan)) notes.push_back(std::move(note));
    for (auto& note : notes_on_reports(plan)) notes.push_back(std::move(note));
    if (plan.planned_at && *plan.planned_at < now) {
      notes.push_back(
          fmt::format("{}: planned_at {} is past: right if the records have changed since, otherwise set the "
                      "new time",
                      plan.label(), rfc3339(*plan.planned_at)));
    }
    for (const auto& each : plan.maintenance) {
      if (each.until > now) continue;
      notes.push_back(fmt::format("{}: the maintenance until {} is over", plan.label(), rfc3339(each.until)));
    }
  }
  for (auto& note : notes_on_shared_servers(config)) notes.push_back(std::move(note));
  return notes;
}

}  // namespace cutwatch::config
