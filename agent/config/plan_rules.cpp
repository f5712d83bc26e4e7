#include "agent/config/plan_rules.hpp"

#include "core/cutover/plan/address_data.hpp"
#include "core/dns/mx_lint.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

/// A record that changes, and in the end leads to the old server all the same.
bool leads_back(const cutover::WatchedRecord& record) {
  return record.stages.size() > 1 && names(record.bounds.old_host, record.question, record.stages.back());
}

/// All mail goes on to the old server, whatever else the plan changes.
bool never_leaves(const cutover::Plan& plan, const cutover::WatchedRecord& record) {
  const bool is_mx = record.question == dns::Question{plan.domain, dns::RrType::mx};
  const bool changes = std::ranges::any_of(
      plan.records, [](const cutover::WatchedRecord& each) { return each.stages.size() > 1; });
  return is_mx && changes && record.stages.size() == 1 &&
         names(record.bounds.old_host, record.question, record.stages.front());
}

bool is_server(const cutover::Plan& plan, const dns::Name& host) {
  for (const auto& server : plan.servers) {
    for (const auto& each : server.addresses) {
      const auto name = dns::Name::parse(each.host);
      if (name && *name == host) return true;
    }
  }
  return false;
}

/// A watched address record of that name has, in some stage, an address of a server.
bool has_address_of_server(const cutover::Plan& plan, const dns::Name& host) {
  const auto is_one = [&](const std::string& data) {
    return std::ranges::any_of(plan.servers, [&](const cutover::Server& server) {
      return std::ranges::any_of(server.addresses, [&](const mail::MailServer& each) {
        return each.endpoint.address.text() == cutover::led_to(data);
      });
    });
  };
  return std::ranges::any_of(plan.records, [&](const cutover::WatchedRecord& record) {
    const auto type = record.question.type;
    if (record.question.name != host || (type != dns::RrType::a && type != dns::RrType::aaaa)) return false;
    return std::ranges::any_of(
        record.stages, [&](const dns::RrSet& stage) { return std::ranges::any_of(stage.data(), is_one); });
  });
}

/// An MX that changes, and at first leads to no server that the plan knows: nobody could tell when mail has
/// left the old one.
bool leads_elsewhere(const cutover::Plan& plan, const cutover::WatchedRecord& record) {
  const bool is_mx = record.question == dns::Question{plan.domain, dns::RrType::mx};
  const auto* old_server = plan.server(cutover::ServerRole::old_server);
  const bool is_known = old_server != nullptr && !old_server->addresses.empty();
  if (!is_mx || record.stages.size() < 2 || !is_known) return false;
  const auto hosts = dns::targets_to_resolve(record.stages.front());
  return !hosts.empty() && std::ranges::none_of(hosts, [&](const dns::Name& host) {
    return is_server(plan, host) || has_address_of_server(plan, host);
  });
}

/// Some host of the plan gets another address.
bool moves_a_host(const cutover::Plan& plan) {
  return std::ranges::any_of(plan.records, [](const cutover::WatchedRecord& record) {
    const auto type = record.question.type;
    return record.stages.size() != 1 && (type == dns::RrType::a || type == dns::RrType::aaaa);
  });
}

}  // namespace

void check_plan(Reader& cutover, const cutover::Plan& plan, const std::vector<Spot>& spots) {
  for (std::size_t i = 0; i < plan.records.size(); ++i) {
    const auto& record = plan.records[i];
    if (leads_elsewhere(plan, record)) {
      cutover.complain(
          spots.at(i),
          fmt::format("no MX of the first stage ({}) leads to a server of the cutover: expected the host of "
                      "the old server there, or an A or AAAA record of one of these hosts with its address",
                      record.stages.front().text()));
    }
    if (never_leaves(plan, record)) {
      cutover.complain(
          spots.at(i),
          fmt::format("the MX leads to the old server and never changes ({}): expected stages that lead mail "
                      "away from it; a host that keeps its name and gets another address is of kind address",
                      record.stages.front().text()));
    }
    if (!leads_back(record)) continue;
    cutover.complain(spots.at(i), fmt::format("the last stage of {} leads to the old server ({}): expected a "
                                              "last stage without it",
                                              to_string(record.question), record.stages.back().text()));
  }
  if (plan.kind == cutover::Kind::address && !plan.records.empty() && !moves_a_host(plan)) {
    cutover.complain("kind",
                     "kind address moves a host to another address: expected an A or AAAA record with more "
                     "than one stage");
  }
}

}  // namespace cutwatch::config
