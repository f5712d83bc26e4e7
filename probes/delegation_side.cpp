#include "probes/delegation_side.hpp"

#include "probes/ask.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace cutwatch {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::size_t kServersToTry = 3;

/// What the first server tells that can: the RRset, empty where there is none; nullopt where none can tell.
asio::awaitable<std::optional<dns::RrSet>> told_by_one(ProbeContext context, dns::Question question,
                                                       std::vector<dns::NameServer> servers) {
  for (const auto& server : servers) {
    const auto seen = co_await ask(context, server.endpoint, question, Recursion::not_desired);
    if (!seen.answer || !seen.answer->is_definite() || !seen.answer->is_authoritative) continue;
    co_return seen.answer->is_alias ? dns::RrSet() : seen.answer->rrset;
  }
  co_return std::nullopt;
}

/// The names of the servers of the closest zone above `zone`.
asio::awaitable<Result<dns::RrSet>> parent_servers(dns::Name zone, AnyResolver& resolver) {
  for (dns::Name parent = zone.parent();; parent = parent.parent()) {
    const auto ns = co_await resolver.ask({parent, dns::RrType::ns});
    if (!ns) co_return std::unexpected(ns.error());
    if (!ns->is_definite())
      co_return fail(FailureKind::protocol, fmt::format("NS of {}: {}", parent.text(), to_string(ns->kind)));
    if (ns->kind == dns::AnswerKind::records && !ns->is_alias) co_return ns->rrset;
    if (parent.is_root()) co_return fail(FailureKind::protocol, "no parent of " + zone.text() + " was found");
  }
}

/// One address, IPv4 where it has one.
asio::awaitable<std::optional<Endpoint>> address_of(std::string host, AnyResolver& resolver) {
  const auto name = dns::Name::parse(host);
  if (!name) co_return std::nullopt;
  for (const auto type : {dns::RrType::a, dns::RrType::aaaa}) {
    const auto answer = co_await resolver.ask({*name, type});
    if (!answer || !answer->is_definite() || answer->rrset.is_absent()) continue;
    const auto address = IpAddress::parse(answer->rrset.data().front());
    if (address) co_return Endpoint{*address, kDnsPort};
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<ParentSide>> referral_from(ProbeContext context, Endpoint server,
                                                         dns::Name zone) {
  const net::DnsQuery query{.question = {zone, dns::RrType::ns}, .is_recursion_desired = false};
  const auto exchange = co_await context.dns.exchange(server, query, context.clock.steady() + kDnsPatience);
  if (!exchange.reply) co_return std::nullopt;
  const auto& message = exchange.reply->message;
  auto names = dns::delegated_names(message, zone);
  if (!names) co_return std::nullopt;
  co_return ParentSide{.names = *std::move(names), .glue = dns::glue_of(message, zone)};
}

/// The addresses that the zone gives a name in it; nullopt where one family could not be learned, or another
/// zone below has the name.
asio::awaitable<std::optional<std::set<std::string>>> own_addresses(ProbeContext context, dns::Name host,
                                                                    std::vector<dns::NameServer> servers) {
  std::set<std::string> addresses;
  for (const auto type : {dns::RrType::a, dns::RrType::aaaa}) {
    const auto found = co_await told_by_one(context, {host, type}, servers);
    if (!found) co_return std::nullopt;
    addresses.insert(found->data().begin(), found->data().end());
  }
  co_return addresses;
}

ChildSide side_of(const dns::Name& zone, const dns::RrSet& name_servers) {
  ChildSide side{.zone = zone, .names = {}, .addresses = {}};
  for (const auto& each : name_servers.data()) {
    if (side.names.size() < dns::kMaxDelegatedNames) side.names.insert(each);
  }
  return side;
}

asio::awaitable<ChildSide> with_addresses(ProbeContext context, ChildSide side,
                                          std::vector<dns::NameServer> servers) {
  for (const auto& each : side.names) {
    const auto host = dns::Name::parse(each);
    if (!host || !host->is_within(side.zone)) continue;
    const auto addresses = co_await own_addresses(context, *host, servers);
    if (addresses && !addresses->empty()) side.addresses[each] = *addresses;
  }
  co_return side;
}

}  // namespace

asio::awaitable<Result<ChildSide>> ask_child(ProbeContext context, dns::Name name,
                                             std::vector<dns::NameServer> servers) {
  servers.resize(std::min(servers.size(), kServersToTry),
                 dns::NameServer{.name = "", .endpoint = {IpAddress::v4({}), 0}});
  for (dns::Name zone = name;; zone = zone.parent()) {
    const auto rrset = co_await told_by_one(context, {zone, dns::RrType::ns}, servers);
    if (!rrset) co_return fail(FailureKind::protocol, "no server of the zone gave NS of " + zone.text());
    if (!rrset->is_absent()) {
      co_return co_await with_addresses(context, side_of(zone, *rrset), servers);
    }
    if (zone.is_root()) co_return fail(FailureKind::protocol, "no NS record from " + name.text() + " up");
  }
}

asio::awaitable<Result<ParentSide>> ask_parent(ProbeContext context, dns::Name zone, AnyResolver& resolver) {
  const auto hosts = co_await parent_servers(zone, resolver);
  if (!hosts) co_return std::unexpected(hosts.error());
  std::size_t tried = 0;
  for (const auto& host : hosts->data()) {
    if (tried == kServersToTry) break;
    const auto address = co_await address_of(host, resolver);
    if (!address) continue;
    ++tried;
    auto side = co_await referral_from(context, *address, zone);
    if (side) co_return *std::move(side);
  }
  co_return fail(FailureKind::protocol, "no server of the parent gave a referral to " + zone.text());
}

}  // namespace cutwatch
