#include "core/cutover/record/exchange_addresses.hpp"

#include "core/cutover/plan/address_data.hpp"
#include "core/cutover/plan/mx_hosts.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace cutwatch::cutover {
namespace {

constexpr std::uint16_t kSmtpPort = 25;

/// As senders do, who have no account there.
ExchangeServer of_strangers(const Server& server, const mail::MailServer& at) {
  ExchangeServer out{.server = at, .path = std::string(to_string(server.role))};
  out.server.credentials.reset();
  return out;
}

std::optional<ExchangeServer> planned_server(const Plan& plan, const IpAddress& address) {
  for (const auto& server : plan.servers) {
    for (const auto& at : server.addresses) {
      if (unmapped(at.endpoint.address) == address) return of_strangers(server, at);
    }
  }
  return std::nullopt;
}

/// Where probes of that family leave from.
std::optional<IpAddress> source_to(const Plan& plan, const IpAddress& address) {
  for (const auto& server : plan.servers) {
    for (const auto& at : server.addresses) {
      if (at.endpoint.address.family() == address.family()) return at.source;
    }
  }
  return std::nullopt;
}

/// The plan names the address as one of that host.
bool is_in_a_stage(const Plan& plan, const dns::Name& host, const IpAddress& address) {
  return std::ranges::any_of(plan.records, [&](const WatchedRecord& record) {
    if (!is_address_of(record, host)) return false;
    return std::ranges::any_of(record.stages, [&](const dns::RrSet& stage) {
      return std::ranges::any_of(stage.data(), [&](const std::string& data) {
        const auto named = IpAddress::parse(led_to(data));
        return named && *named == address;
      });
    });
  });
}

std::string host_text(const dns::Name& host) {
  auto text = host.text();
  if (text.size() > 1) text.pop_back();
  return text;
}

std::optional<ExchangeServer> server_at(const Plan& plan, const dns::Name& host, const IpAddress& address) {
  if (auto planned = planned_server(plan, address)) return planned;
  if (!is_in_a_stage(plan, host, address)) return std::nullopt;
  mail::MailServer other{.host = host_text(host),
                         .endpoint = {address, kSmtpPort},
                         .source = source_to(plan, address),
                         .ca_file = {},
                         .is_certificate_required = false,
                         .credentials = {}};
  return ExchangeServer{.server = std::move(other), .path = {}};
}

/// Of one that is not watched: which of two servers of one name it means nobody can tell.
HostAddresses by_server(const Plan& plan, const dns::Name& host) {
  HostAddresses out;
  for (const auto& server : plan.servers) {
    const auto named = dns::Name::parse(server.addresses.empty() ? "" : server.addresses.front().host);
    if (server.addresses.empty() || !named || *named != host) continue;
    if (!out.servers.empty())
      return {.servers = {},
              .why_not = fmt::format("the plan watches no address of {}, which is both servers' name",
                                     printable(host.text()))};
    for (const auto& at : server.addresses) out.servers.push_back(of_strangers(server, at));
  }
  if (out.servers.empty())
    out.why_not = fmt::format("the plan does not know the address of {}", printable(host.text()));
  return out;
}

HostAddresses meant_by(const Plan& plan, const dns::Name& host, const dns::RrSet& a, const dns::RrSet& aaaa) {
  HostAddresses out;
  std::string stranger;
  for (const auto* rrset : {&a, &aaaa}) {
    for (const auto& data : rrset->data()) {
      const auto address = IpAddress::parse(led_to(data));
      auto server = address ? server_at(plan, host, *address) : std::nullopt;
      if (server) {
        out.servers.push_back(*std::move(server));
      } else if (stranger.empty()) {
        stranger = data;
      }
    }
  }
  if (out.servers.empty() && !stranger.empty())
    out.why_not = fmt::format("the plan does not name the address {} of {}", printable(stranger),
                              printable(host.text()));
  return out;
}

}  // namespace

ExchangeAddresses::ExchangeAddresses(const Plan& plan, const DomainState& known, WallTime now) : plan_(plan) {
  for (const auto& record : plan.records) {
    if (is_address_of(record, record.question.name))
      watched_.try_emplace(record.question, plan, record, known, now);
  }
}

std::vector<dns::RrSet> ExchangeAddresses::answers(const dns::Name& host, dns::RrType type,
                                                   const std::string& resolver) const {
  const auto found = watched_.find({host, type});
  return found == watched_.end() ? std::vector<dns::RrSet>(1) : found->second.by(resolver);
}

std::vector<HostAddresses> ExchangeAddresses::of(const dns::Name& host, const std::string& resolver) const {
  const bool is_watched =
      watched_.contains({host, dns::RrType::a}) || watched_.contains({host, dns::RrType::aaaa});
  if (!is_watched) return {by_server(plan_, host)};
  std::vector<HostAddresses> out;
  for (const auto& a : answers(host, dns::RrType::a, resolver)) {
    for (const auto& aaaa : answers(host, dns::RrType::aaaa, resolver))
      out.push_back(meant_by(plan_, host, a, aaaa));
  }
  if (out.empty())
    out.push_back(
        {.servers = {},
         .why_not = fmt::format("what addresses {} has there is not known lately", printable(host.text()))});
  return out;
}

}  // namespace cutwatch::cutover
