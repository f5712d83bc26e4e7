#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "tests/support/observations.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// A plan with two servers, and what was seen of their names.
namespace cutwatch::test {

inline const IpAddress kOldAddress = ip("192.0.2.10");
inline const IpAddress kNewAddress = ip("198.51.100.7");
inline const dns::Question kHostA{name("mail.example.org"), dns::RrType::a};
inline const dns::Question kNewPtr{name("7.100.51.198.in-addr.arpa"), dns::RrType::ptr};

inline dns::RrSet rrset(dns::RrType type, const std::vector<std::string>& data) {
  return dns::RrSet::parse(type, data).value();
}

inline cutover::Server server_at(cutover::ServerRole role, const std::string& host,
                                 const IpAddress& address) {
  return {.role = role, .addresses = {{.host = host, .endpoint = {address, 25}}}, .sends_from = {}};
}

/// Kind `address`: mail.example.org moves from one address to another. Kind `proxy`: in.proxy.example is put
/// in front.
inline cutover::Plan identity_plan(cutover::Kind kind) {
  cutover::Plan plan{.domain = name("example.org"), .kind = kind};
  plan.name_servers = {kNs1};
  const bool is_address = kind == cutover::Kind::address;
  plan.servers = {server_at(cutover::ServerRole::old_server, "mail.example.org", kOldAddress),
                  server_at(cutover::ServerRole::new_server,
                            is_address ? "mail.example.org" : "in.proxy.example", kNewAddress)};
  plan.records.push_back({.question = kHostA, .stages = {rrset(dns::RrType::a, {kOldAddress.text()})}});
  if (is_address) plan.records.back().stages.push_back(rrset(dns::RrType::a, {kNewAddress.text()}));
  for (auto& record : plan.records) {
    record.bounds.old_host = {.name = "mail.example.org.", .addresses = {kOldAddress}};
    record.bounds.past.original_ttl = Seconds{300};
  }
  return plan;
}

inline dns::NameLook look(std::string_view host, std::vector<IpAddress> addresses) {
  return {.name = name(host), .addresses = std::move(addresses)};
}

struct Seen {
  std::vector<dns::NameLook> names;                           ///< Of the address.
  std::optional<std::vector<dns::NameLook>> greeting = {{}};  ///< None: the server does not answer.
  bool is_disputed = false;
};

inline Observation identity(double when, const std::string& path, const IpAddress& address,
                            const Seen& seen) {
  IdentitySeen out{.domain = kDomain,
                   .path = path,
                   .address = address,
                   .at = at(when),
                   .reverse = {.names = seen.names, .is_disputed = seen.is_disputed},
                   .greeting = fail(FailureKind::timeout, "no greeting")};
  if (seen.greeting)
    out.greeting = GreetingLook{.said = {.banner = "first ESMTP", .ehlo = "second"}, .names = *seen.greeting};
  return out;
}

inline Observation shows(double when, const dns::Question& question, const dns::RrSet& data) {
  return AuthorityAnswered{.domain = kDomain,
                           .record = question,
                           .server = kNs1,
                           .serial = 1,
                           .sighting = sighting(when, authoritative(data, 300)),
                           .interval = Millis{60'000}};
}

/// The gate's verdict on what was seen, at `now`.
inline cutover::Verdict verdict_on(const cutover::Plan& plan, const std::vector<Observation>& seen,
                                   std::string_view gate, double now) {
  const auto snapshot = folded(seen);
  const auto found = snapshot.domains.find(kDomain);
  const auto assessed =
      cutover::assess(plan, found == snapshot.domains.end() ? DomainState{} : *found->second, {}, at(now));
  for (const auto& each : assessed.gates) {
    if (each.rule->id == gate) return each.verdict;
  }
  throw std::logic_error("no such gate");
}

}  // namespace cutwatch::test
