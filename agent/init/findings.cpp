#include "agent/init/findings.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::init {
namespace {

using dns::RrType;

/// What the character-strings say together; quotes and escapes of the zone file gone where they are plain.
std::string plain(std::string_view txt) {
  std::string out;
  bool is_inside = false;
  for (std::size_t i = 0; i < txt.size(); ++i) {
    if (txt[i] == '"') {
      is_inside = !is_inside;
    } else if (is_inside) {
      if (txt[i] == '\\' && i + 1 < txt.size() && (txt[i + 1] == '"' || txt[i + 1] == '\\')) ++i;
      out += txt[i];
    }
  }
  return out;
}

std::vector<std::string> txt_that_begin(const Found& found, const dns::Name& name, std::string_view begin) {
  std::vector<std::string> out;
  const auto* answer = found.definite({name, RrType::txt});
  if (answer == nullptr) return out;
  for (const auto& data : answer->rrset.data()) {
    auto text = plain(data);
    const auto is_same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    if (text.size() >= begin.size() &&
        std::ranges::equal(begin, std::string_view(text).substr(0, begin.size()), is_same))
      out.push_back(std::move(text));
  }
  return out;
}

std::string said(const Found& found, const dns::Question& question) {
  const auto asked = found.answers.find(question);
  if (asked == found.answers.end()) return "not asked";
  const auto* answer = found.definite(question);
  if (answer == nullptr) return fmt::format("cannot be read ({})", why_not(asked->second));
  if (answer->kind == dns::AnswerKind::nxdomain) return "does not exist";
  if (answer->rrset.is_absent()) return answer->is_alias ? "an alias that leads nowhere" : "none";
  return fmt::format("{}, TTL {} s{}{}{}", answer->rrset.text(), answer->ttl.count(),
                     answer->is_alias ? ", by an alias" : "", answer->is_cut ? ", and more" : "",
                     answer->is_authoritative ? "" : " left in a resolver's cache");
}

std::string zone_text(const Found& found) {
  if (!found.zone) {
    return fmt::format("zone: not found ({})", why_not(std::unexpected(found.zone.error())));
  }
  const auto& zone = *found.zone;
  const auto answering = static_cast<std::size_t>(std::ranges::count_if(
      zone.servers, [](const ServerFound& server) { return !server.failure.has_value(); }));
  return fmt::format("zone {}: {} name server address{}, {} answering for it", zone.name.text(),
                     zone.servers.size(), zone.servers.size() == 1 ? "" : "es", answering);
}

std::string signed_text(const Found& found) {
  if (!found.zone) return "DNSSEC: not asked";
  const auto* ds = found.definite({found.zone->name, RrType::ds});
  if (ds == nullptr) return "DNSSEC: cannot be told";
  return ds->rrset.is_absent() ? "DNSSEC: not signed (no DS at the parent)"
                               : "DNSSEC: signed (DS at the parent)";
}

std::string host_text(const Found& found, const dns::Name& host) {
  return fmt::format("{}: A {}; AAAA {}", host.text(), said(found, {host, RrType::a}),
                     said(found, {host, RrType::aaaa}));
}

std::string policy_text(const Found& found, std::string_view what, const dns::Name& at,
                        const std::vector<std::string>& records) {
  const dns::Question question{at, RrType::txt};
  if (found.definite(question) == nullptr) return fmt::format("{}: {}", what, said(found, question));
  if (records.empty()) return fmt::format("{}: none", what);
  std::string out(what);
  for (const auto& record : records) out += ": " + record;
  return out;
}

void add_reverse(std::vector<std::string>& out, const Found& found, const Host& server) {
  for (const auto& address : server.addresses) {
    out.push_back(
        fmt::format("PTR of {}: {}", address.text(), said(found, {dns::reverse_name(address), RrType::ptr})));
  }
}

}  // namespace

dns::Name dmarc_name(const dns::Name& domain) {
  return dns::Name::parse("_dmarc." + domain.text()).value_or(domain);
}

std::vector<std::string> spf_of(const Found& found, const dns::Name& domain) {
  return txt_that_begin(found, domain, "v=spf1");
}

std::vector<std::string> dmarc_of(const Found& found, const dns::Name& domain) {
  return txt_that_begin(found, dmarc_name(domain), "v=DMARC1");
}

std::vector<std::string> findings_of(const Found& found, const Wishes& wishes, const Move& move) {
  const auto& domain = wishes.domain;
  std::vector<std::string> out{zone_text(found), signed_text(found)};
  out.push_back(fmt::format("MX of {}: {}", domain.text(), said(found, {domain, RrType::mx})));
  auto hosts = move.present_hosts();
  if (hosts.empty()) hosts.push_back(domain);
  if (hosts.size() > kMostHosts) hosts.resize(kMostHosts);
  for (const auto& host : move.new_hosts) {
    if (std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(host);
  }
  for (const auto& host : hosts) out.push_back(host_text(found, host));
  add_reverse(out, found, move.old_server);
  add_reverse(out, found, move.new_server);
  out.push_back(policy_text(found, "SPF", domain, spf_of(found, domain)));
  out.push_back(policy_text(found, "DMARC", dmarc_name(domain), dmarc_of(found, domain)));
  return out;
}

}  // namespace cutwatch::init
