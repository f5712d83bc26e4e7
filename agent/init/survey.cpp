#include "agent/init/survey.hpp"

#include "agent/init/client_names.hpp"
#include "agent/init/findings.hpp"
#include "agent/init/move.hpp"
#include "agent/init/reverse_cares.hpp"
#include "probes/ask.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

using dns::RrType;

/// Of the domain's own zone all count, of others a few will do.
constexpr std::size_t kMostOwnServers = 13;
constexpr std::size_t kMostOtherServers = 3;
constexpr std::size_t kServersToTry = 3;
constexpr std::size_t kMostReferrals = 3;

/// Why the server does not count as serving the zone; nothing where it does.
Task<std::optional<Failure>> trouble_at(ProbeContext context, Endpoint server, dns::Name zone) {
  const auto seen = co_await cutwatch::ask(context, server, {zone, RrType::soa}, Recursion::not_desired);
  if (!seen.answer) co_return seen.answer.error();
  if (seen.answer->kind == dns::AnswerKind::records && seen.answer->is_authoritative) co_return std::nullopt;
  auto said = std::string(to_string(seen.answer->kind));
  if (!seen.answer->is_authoritative) said += ", without authority";
  co_return Failure{.kind = FailureKind::protocol, .detail = std::move(said)};
}

}  // namespace

Survey::Survey(ProbeContext context, Wishes wishes, const std::vector<dns::Resolver>& resolvers,
               Progress progress)
    : context_(std::move(context)),
      wishes_(std::move(wishes)),
      resolver_(context_, resolvers),
      finder_(resolver_),
      progress_(std::move(progress)),
      end_(context_.clock.steady() + kPatience),
      found_{.at = context_.clock.wall(), .answers = {}} {}

Task<Found> Survey::run() {
  co_await look_at_zone();
  co_await look_at_domain();
  std::vector<dns::Name> old_hosts;
  if (const auto* mx = found_.own({wishes_.domain, RrType::mx})) {
    for (const auto& each : exchanges_of(*mx)) old_hosts.push_back(each.host);
  }
  if (old_hosts.size() > kMostHosts) old_hosts.resize(kMostHosts);
  progress_("the mail servers' addresses");
  co_await look_at_hosts(old_hosts, Age::old_name);
  co_await look_at_hosts(wishes_.new_hosts, Age::new_name);
  progress_("the names that clients use");
  co_await look_at_clients();
  const auto move = move_of(found_, wishes_);
  if (!move) co_return found_;
  progress_("reverse names");
  for (const auto& address : move->old_server.addresses) co_await look_at_reverse(address, Age::old_name);
  for (const auto& address : move->new_server.addresses) co_await look_at_reverse(address, Age::new_name);
  co_return found_;
}

bool Survey::has_room() const { return asked_ < kMostQuestions && context_.clock.steady() < end_; }

Task<void> Survey::look_at_zone() {
  progress_(fmt::format("the name servers of {}", wishes_.domain.text()));
  auto zone = co_await finder_.find(wishes_.domain, kMostOwnServers);
  if (!zone) {
    found_.zone = std::unexpected(zone.error());
    co_return;
  }
  std::vector<Task<std::optional<Failure>>> tasks;
  for (const auto& server : zone->servers) tasks.push_back(trouble_at(context_, server.endpoint, zone->name));
  const auto troubles = co_await gather(std::move(tasks));
  ZoneFound found{.name = zone->name, .servers = {}, .lost = zone->lost};
  for (std::size_t i = 0; i < troubles.size(); ++i)
    found.servers.push_back({.server = zone->servers[i], .failure = troubles[i]});
  found_.zone = std::move(found);
  auto ds = co_await resolver_.ask({zone->name, RrType::ds});
  found_.answers.emplace(dns::Question{zone->name, RrType::ds}, std::move(ds));
}

Task<void> Survey::look_at_domain() {
  progress_(fmt::format("the records of {}", wishes_.domain.text()));
  for (const auto type : {RrType::mx, RrType::txt}) co_await ask({wishes_.domain, type}, Age::old_name);
  co_await ask({dmarc_name(wishes_.domain), RrType::txt}, Age::new_name);
  const auto* mx = found_.own({wishes_.domain, RrType::mx});
  if (mx != nullptr && mx->is_absent()) co_await look_at_hosts({wishes_.domain}, Age::old_name);
}

Task<void> Survey::look_at_hosts(std::vector<dns::Name> hosts, Age age) {
  for (const auto& host : hosts) {
    for (const auto type : {RrType::a, RrType::aaaa}) co_await ask({host, type}, age);
  }
}

Task<void> Survey::look_at_clients() {
  co_await look_at_hosts({unused_name(wishes_.domain)}, Age::new_name);
  for (const auto& host : client_hosts(wishes_.domain)) co_await look_at_client(host);
  for (const auto& service : client_services(wishes_.domain)) co_await ask(service, Age::new_name);
}

/// A name that does not exist has no other type either.
Task<void> Survey::look_at_client(dns::Name host) {
  co_await ask({host, RrType::a}, Age::new_name);
  const auto* a = found_.definite({host, RrType::a});
  if (a == nullptr || (a->kind == dns::AnswerKind::nxdomain && !a->is_alias)) co_return;
  co_await ask({host, a->is_alias ? RrType::cname : RrType::aaaa}, Age::new_name);
}

Task<void> Survey::look_at_reverse(IpAddress address, Age age) {
  co_await ask({dns::reverse_name(address), RrType::ptr}, age);
  co_await look_at_hosts(reverse_names_of(found_, address), Age::old_name);
}

Task<void> Survey::ask(dns::Question question, Age age) {
  if (found_.answers.contains(question)) co_return;
  if (!has_room()) {
    found_.answers.emplace(std::move(question), fail(FailureKind::limited, "not asked: it took too long"));
    co_return;
  }
  auto answer = co_await answer_of(question, age);
  found_.answers.emplace(std::move(question), std::move(answer));
}

Task<Result<dns::Answer>> Survey::answer_of(dns::Question question, Age age) {
  auto zone = co_await zone_of(question.name);
  for (std::size_t referrals = 0; zone && referrals < kMostReferrals; ++referrals) {
    auto answer = co_await from_servers(*zone, question);
    if (!answer) break;
    const bool leads_out = answer->is_alias && answer->rrset.is_absent() && age == Age::old_name;
    if (answer->is_definite() && !leads_out) co_return *std::move(answer);
    if (leads_out) break;
    zone = co_await zone_below(*zone, question.name);
  }
  if (age == Age::old_name) co_return co_await resolver_.ask(question);
  if (!zone) co_return std::unexpected(zone.error());
  co_return fail(FailureKind::timeout, fmt::format("no name server of {} told", zone->name.text()));
}

/// The first answer that says something, and with authority; a referral, too, says where to ask.
Task<std::optional<dns::Answer>> Survey::from_servers(Zone zone, dns::Question question) {
  std::size_t tried = 0;
  for (const auto& server : zone.servers) {
    if (tried == kServersToTry || !has_room()) break;
    const bool is_own = found_.zone && found_.zone->name == zone.name;
    if (is_own && std::ranges::any_of(found_.zone->servers, [&](const ServerFound& each) {
          return each.server == server && each.failure.has_value();
        }))
      continue;
    ++tried;
    ++asked_;
    const auto seen = co_await cutwatch::ask(context_, server.endpoint, question, Recursion::not_desired);
    if (!seen.answer) continue;
    const bool is_told = seen.answer->is_definite() && seen.answer->is_authoritative;
    if (is_told || seen.answer->kind == dns::AnswerKind::referral) co_return *seen.answer;
  }
  co_return std::nullopt;
}

/// The zone that a referral leads to. The name itself is asked for only where it is the zone: then it exists.
Task<Result<Zone>> Survey::zone_below(Zone above, dns::Name name) {
  auto below = co_await finder_.find(name.parent(), kMostOtherServers);
  if (below && below->name != above.name) co_return below;
  co_return co_await finder_.find(name, kMostOtherServers);
}

/// Looked for from the name above: the name itself may be one that is yet to appear.
Task<Result<Zone>> Survey::zone_of(dns::Name name) {
  if (const auto* known = finder_.known(name)) co_return *known;
  co_return co_await finder_.find(name.parent(), kMostOtherServers);
}

}  // namespace cutwatch::init
