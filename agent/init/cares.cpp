#include "agent/init/cares.hpp"

#include "agent/init/findings.hpp"
#include "agent/init/reverse_cares.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

using cutover::Kind;
using dns::RrType;

using Cares = std::vector<std::string>;

void about_time(Cares& out, const Found& found, const Wishes& wishes) {
  if (!wishes.planned_at || *wishes.planned_at >= found.at) return;
  out.push_back(fmt::format(
      "planned_at {} is past: right if the records have changed since, otherwise set the time when they are "
      "to change",
      rfc3339(*wishes.planned_at)));
}

void about_zone(Cares& out, const Found& found) {
  if (!found.zone) {
    out.push_back(
        "the name servers of the zone were not found, so that every TTL is what was left of it in a "
        "resolver's cache");
    return;
  }
  for (const auto& [server, failure] : found.zone->servers) {
    if (!failure) continue;
    out.push_back(fmt::format(
        "name server {} ({}) does not answer for the zone: {}. While it is listed no bound is known, nor "
        "once it has left the delegation with the agent running; repair it, take it out before, or accept "
        "it by name below",
        server.name, server.endpoint.address.text(), why_not(std::unexpected(*failure))));
  }
  for (const auto& name : found.zone->lost)
    out.push_back(fmt::format("name server {} has no address: take it out of the delegation", name));
  const auto* ds = found.definite({found.zone->name, RrType::ds});
  if (ds != nullptr && !ds->rrset.is_absent())
    out.push_back(
        "the zone is signed: a change that is not signed anew is refused by every resolver that "
        "validates");
}

void about_mx(Cares& out, const Found& found, const Wishes& wishes, const Move& move) {
  if (move.exchanges.empty())
    out.push_back(
        fmt::format("{} has no MX: mail goes to its own address (implicit MX, RFC 5321 section "
                    "5.1), which counts as the old server here",
                    wishes.domain.text()));
  for (const auto& host : move.present_hosts()) {
    if (IpAddress::parse(host.text().substr(0, host.text().size() - 1)))
      out.push_back(fmt::format("the MX names {}, an address where a host name belongs", host.text()));
    const auto* a = found.definite({host, RrType::a});
    if (a != nullptr && a->is_alias)
      out.push_back(
          fmt::format("the MX names {}, an alias (CNAME), which RFC 2181 section 10.3 forbids: some "
                      "senders do not follow it, and its records are not watched",
                      host.text()));
    if (found.knows_addresses_of(host) && found.addresses_of(host).empty())
      out.push_back(fmt::format("the MX names {}, which has no address", host.text()));
  }
}

void about_hosts(Cares& out, const Move& move) {
  const auto present = move.present_hosts();
  if (present.size() > kMostHosts)
    out.push_back(
        fmt::format("the MX names {} hosts, of which {} were looked at", present.size(), kMostHosts));
  const auto is_new = [&](const dns::Name& host) {
    return std::ranges::find(move.new_hosts, host) != move.new_hosts.end();
  };
  if (move.kind == Kind::address) return;
  if (std::ranges::any_of(present, is_new))
    out.push_back(
        "the MX names a new host already: the change has begun, and the first stage below is what "
        "there is now. Write the stage from before in front of it if you know it");
  if (std::ranges::count_if(present, is_new) + 1 < std::ssize(present))
    out.push_back(
        fmt::format("the MX names several hosts; {} is taken for the old server, and the others "
                    "must be retired with it",
                    move.old_server.name.text()));
}

void about_new_server(Cares& out, const Found& found, const Wishes& wishes, const Move& move) {
  if (move.kind == Kind::address) return;
  for (const auto& host : move.new_hosts) {
    const auto* a = found.definite({host, RrType::a});
    if (a != nullptr && a->is_alias)
      out.push_back(
          fmt::format("{} is an alias (CNAME), which no MX may name (RFC 2181 section 10.3)", host.text()));
    if (!found.knows_addresses_of(host) && found.addresses_of(host).empty()) {
      out.push_back(fmt::format("where {} is could not be read", host.text()));
    } else if (found.addresses_of(host).empty()) {
      out.push_back(fmt::format("{} has no address yet: publish one, with a low TTL, before the MX names it",
                                host.text()));
    }
  }
  const auto have = found.addresses_of(move.new_server.name);
  for (const auto& address : wishes.new_addresses) {
    if (!have.empty() && std::ranges::find(have, address) == have.end())
      out.push_back(fmt::format("{} was given as the new server's address, and {} does not lead there",
                                address.text(), move.new_server.name.text()));
  }
}

/// Only whether the text names them: an include, a redirect or a mechanism by name may all the same cover
/// them.
void about_spf(Cares& out, const Found& found, const Wishes& wishes, const Move& move) {
  const auto records = spf_of(found, wishes.domain);
  if (records.size() > 1)
    out.push_back(
        fmt::format("there are {} SPF records, which is an error for every receiver (RFC 7208 "
                    "section 4.5)",
                    records.size()));
  if (records.size() != 1) return;
  std::string missing;
  for (const auto& address : move.new_server.addresses) {
    if (!records[0].contains(address.text())) missing += (missing.empty() ? "" : ", ") + address.text();
  }
  if (missing.empty()) return;
  out.push_back(
      fmt::format("the SPF record does not name {} of the new server by itself. If mail leaves from "
                  "there, see that something else in it covers it: {}",
                  missing, records[0]));
}

void about_dmarc(Cares& out, const Found& found, const Wishes& wishes) {
  for (const auto& record : dmarc_of(found, wishes.domain)) {
    const bool is_strict = record.contains("p=reject") || record.contains("p=quarantine");
    if (is_strict)
      out.push_back(
          fmt::format("DMARC asks receivers to refuse or set aside what neither SPF nor DKIM bless "
                      "({}): have both ready at the new server before it sends",
                      record));
  }
}

void about_families(Cares& out, const Found& found, const Move& move) {
  if (move.kind != Kind::address) return;
  const auto has = [](const std::vector<IpAddress>& addresses, IpAddress::Family family) {
    return std::ranges::any_of(addresses, [=](const IpAddress& each) { return each.family() == family; });
  };
  for (const auto family : {IpAddress::Family::v4, IpAddress::Family::v6}) {
    if (!has(found.addresses_of(move.old_server.name), family)) continue;
    if (has(move.new_server.addresses, family)) continue;
    const auto* type = family == IpAddress::Family::v4 ? "A" : "AAAA";
    out.push_back(fmt::format("no new address takes the place of the {} record: the plan has it go", type));
  }
}

}  // namespace

std::vector<std::string> cares_of(const Found& found, const Wishes& wishes, const Move& move) {
  Cares out;
  about_time(out, found, wishes);
  about_zone(out, found);
  about_mx(out, found, wishes, move);
  about_hosts(out, move);
  about_new_server(out, found, wishes, move);
  about_families(out, found, move);
  add_reverse_cares(out, found, move);
  about_spf(out, found, wishes, move);
  about_dmarc(out, found, wishes);
  return out;
}

}  // namespace cutwatch::init
