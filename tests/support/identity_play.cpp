#include "tests/support/identity_play.hpp"

#include "core/cutover/identity/identity_target.hpp"
#include "tests/support/observations.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cutwatch::test {
namespace {

using cutover::Kind;
using cutover::ServerRole;

constexpr double kStillCounts = 900;  ///< Three intervals of five minutes.

cutover::Server server(ServerRole role, const std::string& host, const std::string& address) {
  return {.role = role, .addresses = {{.host = host, .endpoint = {ip(address), 25}}}, .sends_from = {}};
}

template <class Values>
auto one_of(const Values& values, Cases& cases) {
  return values.at(static_cast<std::size_t>(cases.between(0, static_cast<std::int64_t>(values.size()) - 1)));
}

}  // namespace

std::vector<cutover::Server> moving_servers(Kind kind) {
  const auto old_server = server(ServerRole::old_server, "mail.example.org", "192.0.2.10");
  switch (kind) {
    case Kind::proxy: return {old_server, server(ServerRole::new_server, "in.proxy.example", "198.51.100.7")};
    case Kind::address: {
      auto both = server(ServerRole::new_server, "mail.example.org", "198.51.100.9");
      both.addresses.push_back({.host = "mail.example.org", .endpoint = {ip("2001:db8::9"), 25}});
      return {old_server, both};
    }
    case Kind::server: return {old_server, server(ServerRole::new_server, "new.example.org", "198.51.100.9")};
  }
  std::unreachable();
}

IdentityPlay::IdentityPlay(const cutover::Plan& plan) {
  for (const auto& each : plan.servers) {
    const bool is_moving = plan.kind == Kind::address && each.role == ServerRole::new_server;
    Host host{.addresses = {}, .is_moving = is_moving};
    for (const auto& address : each.addresses) host.addresses.push_back(address.endpoint.address);
    hosts_.emplace(each.role, std::move(host));
  }
}

void IdentityPlay::be_well() {
  for (auto& [role, host] : hosts_) host.truth = {};
}

void IdentityPlay::change(Cases& cases) {
  static constexpr std::array kAnswers{Answer::told, Answer::told, Answer::none, Answer::silent};
  static constexpr std::array kNames{Name::good, Name::promised, Name::elsewhere, Name::nowhere,
                                     Name::untold};
  auto& truth = hosts_.at(cases.chance(70) ? ServerRole::new_server : ServerRole::old_server).truth;
  const auto some_names = [&] {
    std::vector<Name> names;
    for (auto left = cases.between(1, 3); left > 0; --left) names.push_back(one_of(kNames, cases));
    return names;
  };
  switch (cases.between(0, 4)) {
    case 0: truth.reverse = one_of(kAnswers, cases); break;
    case 1: truth.names = some_names(); break;
    case 2: truth.is_disputed = cases.chance(50); break;
    case 3: truth.greeting = one_of(kAnswers, cases); break;
    default: truth.greets_as = some_names(); break;
  }
}

std::vector<dns::NameLook> IdentityPlay::looks_of(const Host& host, const std::vector<Name>& names) {
  std::vector<dns::NameLook> out;
  for (const auto each : names) {
    switch (each) {
      case Name::good: out.push_back({name("in.provider.example"), host.addresses}); break;
      case Name::promised: out.push_back({name("mail.example.org"), std::vector{ip("192.0.2.10")}}); break;
      case Name::elsewhere:
        out.push_back({name("host9.provider.example"), std::vector{ip("203.0.113.9")}});
        break;
      case Name::nowhere: out.push_back({name("gone.provider.example"), std::vector<IpAddress>{}}); break;
      case Name::untold: out.push_back({name("slow.provider.example"), fail(FailureKind::timeout)}); break;
    }
  }
  return out;
}

void IdentityPlay::note(Host& host, double now) {
  const auto& truth = host.truth;
  const auto leads_back = [&](Name each) {
    const bool is_own = each == Name::promised && host.addresses.front() == ip("192.0.2.10");
    return each == Name::good || is_own;
  };
  const auto is_fine = [&](Name each) {
    return leads_back(each) || (each == Name::promised && host.is_moving);
  };
  const auto is_untold = [](Name each) { return each == Name::untold; };
  const bool is_reverse_told = truth.reverse == Answer::none ||
                               std::ranges::any_of(truth.names, leads_back) ||
                               std::ranges::none_of(truth.names, is_untold);
  if (truth.reverse != Answer::silent && is_reverse_told) {
    host.reverse = Told{
        .when = now, .is_good = truth.reverse == Answer::told && std::ranges::any_of(truth.names, is_fine)};
  }
  const bool is_greeting_told =
      truth.greeting == Answer::none || std::ranges::none_of(truth.greets_as, is_untold);
  if (truth.greeting != Answer::silent && is_greeting_told) {
    host.greeting =
        Told{.when = now,
             .is_good = truth.greeting == Answer::told && std::ranges::all_of(truth.greets_as, is_fine)};
  }
}

IdentitySeen IdentityPlay::seen_at(const Host& host, const IpAddress& address) {
  const auto& truth = host.truth;
  IdentitySeen seen{.domain = kDomain,
                    .path = "",
                    .address = address,
                    .at = {},
                    .reverse = {.is_disputed = truth.is_disputed},
                    .greeting = fail(FailureKind::timeout)};
  if (truth.reverse == Answer::silent) seen.reverse.failure = Failure{FailureKind::timeout, "no reply"};
  if (truth.reverse == Answer::told) seen.reverse.names = looks_of(host, truth.names);
  if (truth.greeting == Answer::silent) return seen;
  GreetingLook greeting{.said = {.banner = "mail ESMTP", .ehlo = "mail"}, .names = {}};
  if (truth.greeting == Answer::told) greeting.names = looks_of(host, truth.greets_as);
  seen.greeting = greeting;
  return seen;
}

std::vector<Observation> IdentityPlay::look(double now) {
  std::vector<Observation> out;
  for (auto& [role, host] : hosts_) {
    for (const auto& address : host.addresses) {
      auto seen = seen_at(host, address);
      seen.path = std::string(to_string(role));
      seen.at = at(now);
      out.emplace_back(std::move(seen));
    }
    note(host, now);
  }
  return out;
}

bool IdentityPlay::counts(const std::optional<Told>& told, double now) {
  return told && told->is_good && now - told->when <= kStillCounts;
}

bool IdentityPlay::is_known_good(ServerRole role, double now) const {
  return is_known_by_name(role, now) && counts(hosts_.at(role).greeting, now);
}

bool IdentityPlay::is_known_by_name(ServerRole role, double now) const {
  return counts(hosts_.at(role).reverse, now);
}

}  // namespace cutwatch::test
