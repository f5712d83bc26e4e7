#include "probes/delegation_probe.hpp"

#include "core/cutover/asking/authority_first.hpp"
#include "core/cutover/record/delegation_age.hpp"
#include "core/text/printable.hpp"
#include "core/text/quoted.hpp"
#include "probes/any_resolver.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <optional>

namespace cutwatch {
namespace {

/// As the root has: thirteen names with an address of each family.
constexpr std::size_t kMaxAddresses = 26;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::size_t kMaxNames = 512;

std::string without_addresses(const dns::RrSet& names) {
  return fmt::format("the name servers are {}, {}", printable(names.text(), kMaxNames), kWithoutAddresses);
}

std::string too_many(const dns::RrSet& names) {
  return fmt::format("more name servers than are asked, which is {} addresses: {}; name them in name_servers",
                     kMaxAddresses, printable(names.text(), kMaxNames));
}

class DelegationProbe final : public Probe {
 public:
  /// Looks from `lowest` up: the record's own name, or where it must not be asked for, the one above.
  DelegationProbe(std::string domain, dns::Question question, dns::Name lowest,
                  std::vector<dns::Resolver> resolvers)
      : domain_(std::move(domain)),
        question_(std::move(question)),
        lowest_(std::move(lowest)),
        resolvers_(std::move(resolvers)) {}

  std::string_view name() const noexcept override { return "delegation"; }

  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    AnyResolver resolver(context, resolvers_);
    auto servers = co_await find_servers(resolver, addresses_known(*context.known));
    co_return std::vector<Observation>{DelegationFound{
        .domain = domain_, .record = question_, .at = context.clock.wall(), .servers = std::move(servers)}};
  }

 private:
  asio::awaitable<Result<std::vector<dns::NameServer>>> find_servers(
      AnyResolver& resolver, std::vector<dns::NameServer> known) const {
    for (dns::Name zone = lowest_;; zone = zone.parent()) {
      const auto ns = co_await resolver.ask({zone, dns::RrType::ns});
      if (!ns) co_return std::unexpected(ns.error());
      if (!ns->is_definite()) {
        co_return fail(FailureKind::protocol, fmt::format("NS of {}: {}", zone.text(), to_string(ns->kind)));
      }
      if (ns->kind == dns::AnswerKind::records && !ns->is_alias)
        co_return co_await addresses_of(resolver, ns->rrset, std::move(known));
      if (zone.is_root())
        co_return fail(FailureKind::protocol, "no NS record from " + question_.name.text() + " up");
    }
  }

  asio::awaitable<Result<std::vector<dns::NameServer>>> addresses_of(
      AnyResolver& resolver, dns::RrSet names, std::vector<dns::NameServer> known) const {
    std::vector<dns::NameServer> servers;
    for (const auto& text : names.data()) {
      const auto name = dns::Name::parse(text);
      if (!name) co_return fail(FailureKind::protocol, "a name server is called " + quoted(text));
      const auto found = co_await servers_called(resolver, *name, known);
      // A name server that cannot be looked up at this moment is still one: without it "all agree" could come
      // true.
      if (!found) co_return std::unexpected(found.error());
      servers.insert(servers.end(), found->begin(), found->end());
      // Nor may one be left out: it would not be looked at, and "all" would be said of the others.
      if (servers.size() > kMaxAddresses) co_return fail(FailureKind::protocol, too_many(names));
    }
    if (servers.empty()) co_return fail(FailureKind::protocol, without_addresses(names));
    co_return servers;
  }

  std::vector<dns::NameServer> addresses_known(const DomainState& known) const {
    std::vector<dns::NameServer> servers;
    const auto record = known.records.find(question_);
    if (record == known.records.end()) return servers;
    for (const auto& [server, view] : record->second->authorities) servers.push_back(server);
    return servers;
  }

  /// One for each address of the name. A family that cannot be looked up is an error only where the other has
  /// none; where it has, the addresses that are known of the family stay: nobody said that they are gone.
  asio::awaitable<Result<std::vector<dns::NameServer>>> servers_called(
      AnyResolver& resolver, dns::Name name, std::vector<dns::NameServer> known) const {
    std::vector<dns::NameServer> servers;
    std::vector<dns::NameServer> kept;
    std::optional<Failure> failure;
    for (const auto type : {dns::RrType::a, dns::RrType::aaaa}) {
      const auto answer = co_await resolver.ask({name, type});
      if (!answer || !answer->is_definite()) {
        const auto why = answer ? std::string(to_string(answer->kind)) : answer.error().detail;
        failure = Failure{.kind = answer ? FailureKind::protocol : answer.error().kind,
                          .detail = fmt::format("{} of {}: {}", to_string(type), name.text(), why)};
        std::ranges::copy_if(known, std::back_inserter(kept), [&](const dns::NameServer& server) {
          const bool is_v4 = server.endpoint.address.is_v4();
          return server.name == name.text() && is_v4 == (type == dns::RrType::a);
        });
        continue;
      }
      for (const auto& address : answer->rrset.data()) {
        const auto parsed = IpAddress::parse(address);
        if (parsed) servers.push_back({.name = name.text(), .endpoint = {*parsed, kDnsPort}});
      }
    }
    if (servers.empty() && failure) co_return std::unexpected(*failure);
    servers.insert(servers.end(), kept.begin(), kept.end());
    co_return servers;
  }

  std::string domain_;
  dns::Question question_;
  dns::Name lowest_;
  std::vector<dns::Resolver> resolvers_;
};

/// A name that does not exist yet would be cached as absent by whoever is asked for its NS (RFC 2308 §5).
/// Below the domain it is hardly a zone of its own.
dns::Name lowest_zone(const cutover::Plan& plan, const cutover::WatchedRecord& record) {
  const auto& name = record.question.name;
  const bool is_new = cutover::is_to_appear(record.stages) && name != plan.domain && !name.is_root();
  return is_new ? name.parent() : name;
}

/// Delegations change rarely; one that has not been found since the agent began is looked for more often:
/// nothing rests on name servers of another day.
Millis interval_of(const Inventory& inventory, const cutover::WatchedRecord& record) {
  const auto known = inventory.known.records.find(record.question);
  const bool is_found = known != inventory.known.records.end() && known->second->delegation_found;
  const auto interval = delegation_interval(record);
  return is_found ? interval : std::min(record.interval, interval);
}

}  // namespace

std::vector<ScheduledProbe> plan_delegation_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  if (!inventory.plan.name_servers.empty()) return planned;
  const auto domain = inventory.plan.label();
  for (const auto& record : inventory.plan.records) {
    planned.push_back(
        {.id = fmt::format("delegation/{}/{}/{}", domain, record.question.name.text(),
                           to_string(record.question.type)),
         .domain = domain,
         .interval = interval_of(inventory, record),
         .probe = std::make_shared<DelegationProbe>(
             domain, record.question, lowest_zone(inventory.plan, record), inventory.resolvers)});
  }
  return planned;
}

}  // namespace cutwatch
