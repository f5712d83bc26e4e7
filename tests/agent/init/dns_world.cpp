#include "tests/agent/init/dns_world.hpp"

#include "agent/init/client_names.hpp"
#include "agent/init/findings.hpp"
#include "agent/init/move.hpp"

namespace cutwatch::init::test {
namespace {

using dns::RrType;

dns::Answer records(const dns::Question& question, const std::vector<std::string>& data, Seconds ttl) {
  return {.kind = dns::AnswerKind::records,
          .rrset = dns::RrSet::parse(question.type, data).value(),
          .ttl = ttl,
          .is_authoritative = true};
}

dns::Answer nothing(dns::AnswerKind kind) {
  return {.kind = kind, .rrset = {}, .ttl = Seconds{60}, .is_authoritative = true};
}

std::vector<dns::Question> all_questions(const Found& found, const Wishes& wishes) {
  std::vector<dns::Question> out{
      {wishes.domain, RrType::mx}, {wishes.domain, RrType::txt}, {dmarc_name(wishes.domain), RrType::txt}};
  std::vector<dns::Name> hosts = wishes.new_hosts;
  hosts.push_back(unused_name(wishes.domain));
  hosts.push_back(wishes.domain);
  for (const auto& host : client_hosts(wishes.domain)) hosts.push_back(host);
  if (const auto* mx = found.own({wishes.domain, RrType::mx})) {
    for (const auto& each : exchanges_of(*mx)) hosts.push_back(each.host);
  }
  for (const auto& host : hosts) {
    out.push_back({host, RrType::a});
    out.push_back({host, RrType::aaaa});
    for (const auto& address : found.addresses_of(host))
      out.push_back({dns::reverse_name(address), RrType::ptr});
  }
  for (const auto& address : wishes.new_addresses) out.push_back({dns::reverse_name(address), RrType::ptr});
  for (const auto& service : client_services(wishes.domain)) out.push_back(service);
  return out;
}

}  // namespace

DnsWorld::DnsWorld() {
  found_.at = cutwatch::test::at(0);
  found_.zone = ZoneFound{.name = name("example.org"),
                          .servers = {{{"ns1.example.org.", {IpAddress::v4({192, 0, 2, 51}), 53}}, {}},
                                      {{"ns2.example.org.", {IpAddress::v4({192, 0, 2, 52}), 53}}, {}}},
                          .lost = {}};
  is_absent("example.org", RrType::ds);
}

DnsWorld& DnsWorld::set(std::string_view owner, RrType type, Result<dns::Answer> answer) {
  found_.answers.insert_or_assign({name(std::string(owner)), type}, std::move(answer));
  return *this;
}

DnsWorld& DnsWorld::has(std::string_view owner, RrType type, const std::vector<std::string>& data,
                        Seconds ttl) {
  return set(owner, type, records({name(std::string(owner)), type}, data, ttl));
}

DnsWorld& DnsWorld::has_alias(std::string_view owner, std::string_view target) {
  has(owner, RrType::cname, {std::string(target)});
  for (const auto type : {RrType::a, RrType::aaaa}) {
    const auto known = found_.answers.find({name(std::string(target)), type});
    auto answer =
        known == found_.answers.end() || !known->second ? nothing(dns::AnswerKind::nodata) : *known->second;
    answer.is_alias = true;
    set(owner, type, answer);
  }
  return *this;
}

DnsWorld& DnsWorld::is_cached(std::string_view owner, RrType type, const std::vector<std::string>& data) {
  auto answer = records({name(std::string(owner)), type}, data, Seconds{77});
  answer.is_authoritative = false;
  return set(owner, type, answer);
}

DnsWorld& DnsWorld::is_absent(std::string_view owner, RrType type) {
  return set(owner, type, nothing(dns::AnswerKind::nodata));
}

DnsWorld& DnsWorld::fails(std::string_view owner, RrType type, const std::string& detail) {
  return set(owner, type, fail(FailureKind::timeout, detail));
}

DnsWorld& DnsWorld::does_not_exist(std::string_view owner) {
  for (const auto type : {RrType::a, RrType::aaaa, RrType::mx})
    set(owner, type, nothing(dns::AnswerKind::nxdomain));
  return *this;
}

DnsWorld& DnsWorld::has_host(std::string_view host, const std::vector<std::string>& addresses) {
  std::vector<std::string> v4;
  std::vector<std::string> v6;
  for (const auto& each : addresses) (each.contains(':') ? v6 : v4).push_back(each);
  if (!v4.empty()) has(host, RrType::a, v4);
  if (!v6.empty()) has(host, RrType::aaaa, v6);
  for (const auto& each : addresses) has_reverse(each, {std::string(host)});
  return *this;
}

DnsWorld& DnsWorld::has_reverse(std::string_view address, const std::vector<std::string>& names) {
  return has(reverse(address), RrType::ptr, names);
}

Found DnsWorld::found(const Wishes& wishes) const {
  auto out = found_;
  for (const auto& question : all_questions(out, wishes))
    out.answers.emplace(question, nothing(dns::AnswerKind::nodata));
  return out;
}

DnsWorld small_world() {
  DnsWorld world;
  world.has("example.org", RrType::mx, {"10 mail.example.org"});
  world.has_host("mail.example.org", {"192.0.2.10"});
  return world;
}

Wishes wishes(const std::vector<std::string>& new_hosts) {
  Wishes out{.domain = name("example.org"), .kind = {}, .planned_at = {}};
  for (const auto& host : new_hosts) out.new_hosts.push_back(name(host));
  return out;
}

Wishes address_wishes(const std::vector<std::string>& addresses) {
  auto out = wishes({"mail.example.org"});
  for (const auto& each : addresses) out.new_addresses.push_back(IpAddress::parse(each).value());
  return out;
}

std::string reverse(std::string_view address) {
  return dns::reverse_name(IpAddress::parse(address).value()).text();
}

}  // namespace cutwatch::init::test
