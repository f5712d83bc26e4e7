#include "agent/init/move.hpp"

#include "agent/config/text_forms.hpp"
#include "agent/init/new_server.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <tuple>

namespace cutwatch::init {
namespace {

using cutover::Kind;

/// There is nothing to move, or no plan for it.
std::unexpected<Failure> refused(std::string why) { return fail(FailureKind::protocol, std::move(why)); }

/// What was wished does not go together, or not with what there is.
std::unexpected<Failure> wrong_wish(std::string why) { return fail(FailureKind::malformed, std::move(why)); }

std::unexpected<Failure> unread(std::string why) { return fail(FailureKind::timeout, std::move(why)); }

/// The MX that mail follows now; empty where there is none.
Result<std::vector<Exchange>> read_mx(const Found& found, const dns::Name& domain) {
  const dns::Question question{domain, dns::RrType::mx};
  const auto asked = found.answers.find(question);
  if (asked == found.answers.end())
    return unread(fmt::format("the MX of {} was not asked for", domain.text()));
  const auto* answer = found.definite(question);
  if (answer == nullptr)
    return unread(fmt::format("the MX of {} cannot be read: {}", domain.text(), why_not(asked->second)));
  if (answer->kind == dns::AnswerKind::nxdomain)
    return refused(fmt::format("{} does not exist (NXDOMAIN)", domain.text()));
  if (answer->is_alias) {
    return refused(fmt::format("{} is an alias (CNAME): plan for the name that it leads to", domain.text()));
  }
  if (answer->is_cut)
    return refused(fmt::format("{} has more than {} MX records", domain.text(), dns::kMaxRrSet));
  auto exchanges = exchanges_of(answer->rrset);
  if (exchanges.empty() && !answer->rrset.is_absent())
    return refused(fmt::format("{} takes no mail (null MX, RFC 7505): nothing to move", domain.text()));
  return exchanges;
}

bool is_among(const std::vector<dns::Name>& hosts, const dns::Name& host) {
  return std::ranges::find(hosts, host) != hosts.end();
}

std::string text_of(const std::vector<dns::Name>& hosts) {
  std::string out;
  for (const auto& host : hosts) out += (out.empty() ? "" : ", ") + host.text();
  return out;
}

/// The kind that was asked for, or that the new hosts speak for.
Kind kind_of(const Wishes& wishes, const std::vector<dns::Name>& present, std::string& because) {
  if (wishes.kind) {
    because = "as --kind says";
    return *wishes.kind;
  }
  const auto& hosts = wishes.new_hosts;
  const bool is_present =
      std::ranges::all_of(hosts, [&](const dns::Name& host) { return is_among(present, host); });
  // Where others are named beside it and no address was said, a change to it has begun.
  const bool is_same = is_present && (hosts.size() == present.size() || !wishes.new_addresses.empty());
  because = is_same ? "the host stays the same, so it is its address that changes"
                    : "the default for a new host; --kind server where the mailboxes move as well";
  return is_same ? Kind::address : Kind::proxy;
}

Result<void> check_address_move(const Wishes& wishes, const std::vector<dns::Name>& present,
                                const dns::Name& host, const Found& found) {
  if (!is_host_name(host)) return wrong_wish(fmt::format("{} is no host name", host.text()));
  if (!is_among(present, host))
    return wrong_wish(fmt::format("kind address moves a host that takes the mail now, one of {}; {} does not",
                                  text_of(present), host.text()));
  if (wishes.new_hosts.size() > 1) return wrong_wish("kind address moves one host: give one --new");
  if (wishes.new_addresses.empty())
    return wrong_wish(
        fmt::format("{} keeps its name: say where it moves to with --new-address", host.text()));
  for (const auto type : {dns::RrType::a, dns::RrType::aaaa}) {
    const auto* answer = found.definite({host, type});
    if (answer != nullptr && answer->is_alias)
      return refused(
          fmt::format("{} is an alias (CNAME), which no MX may name (RFC 2181 section 10.3)", host.text()));
    if (found.own({host, type}) == nullptr)
      return unread(
          fmt::format("the {} of {}, which is to move, cannot be read", to_string(type), host.text()));
  }
  const auto have = found.addresses_of(host);
  for (const auto& address : wishes.new_addresses) {
    if (std::ranges::find(have, address) != have.end())
      return wrong_wish(fmt::format("{} has the address {} already", host.text(), address.text()));
  }
  return {};
}

Result<void> check_host_move(const Wishes& wishes, const std::vector<dns::Name>& present) {
  const bool is_done =
      std::ranges::all_of(present, [&](const dns::Name& host) { return is_among(wishes.new_hosts, host); });
  if (is_done)
    return refused(
        fmt::format("mail goes to {} already, and nowhere else: nothing to move", text_of(present)));
  return {};
}

Result<void> check_names(const Wishes& wishes) {
  if (wishes.domain.is_root() || wishes.domain.text().contains('\\'))
    return wrong_wish(fmt::format("{} is no domain that mail is sent to", wishes.domain.text()));
  if (wishes.new_hosts.size() > kMostHosts)
    return wrong_wish(fmt::format("more than {} new hosts", kMostHosts));
  for (const auto& host : wishes.new_hosts) {
    if (!is_host_name(host)) return wrong_wish(fmt::format("{} is no host name", host.text()));
  }
  return {};
}

/// The preferred one of those that go.
dns::Name old_host_of(const std::vector<dns::Name>& present, const std::vector<dns::Name>& stay) {
  for (const auto& host : present) {
    if (!is_among(stay, host)) return host;
  }
  return present.front();
}

}  // namespace

bool is_host_name(const dns::Name& name) { return config::parse_host_name(name.text()).has_value(); }

std::vector<Exchange> exchanges_of(const dns::RrSet& mx) {
  std::vector<Exchange> out;
  for (const auto& data : mx.data()) {
    Exchange each;
    const auto space = data.find(' ');
    if (space == std::string::npos) continue;
    std::from_chars(data.data(), data.data() + space, each.preference);
    const auto host = dns::Name::parse(std::string_view(data).substr(space + 1));
    if (!host || host->is_root()) continue;
    each.host = *host;
    out.push_back(std::move(each));
  }
  std::ranges::sort(out, {}, [](const Exchange& each) { return std::tie(each.preference, each.host); });
  return out;
}

cutover::OldHost Move::old_host() const {
  if (old_server.addresses.empty() || !is_host_name(old_server.name)) return {};
  return {.name = old_server.name.text(), .addresses = old_server.addresses};
}

std::vector<dns::Name> Move::present_hosts() const {
  std::vector<dns::Name> hosts;
  for (const auto& each : exchanges) {
    if (!is_among(hosts, each.host)) hosts.push_back(each.host);
  }
  return hosts;
}

Result<Move> move_of(const Found& found, const Wishes& wishes) {
  if (const auto named = check_names(wishes); !named) return std::unexpected(named.error());
  auto exchanges = read_mx(found, wishes.domain);
  if (!exchanges) return std::unexpected(exchanges.error());
  Move move{.exchanges = *std::move(exchanges)};
  auto present = move.present_hosts();
  if (present.empty()) {
    if (found.addresses_of(wishes.domain).empty())
      return refused(fmt::format("{} has neither MX nor address: nothing to move", wishes.domain.text()));
    present = {wishes.domain};
  }
  move.new_hosts = wishes.new_hosts;
  if (move.new_hosts.empty() && !wishes.new_addresses.empty()) move.new_hosts = {present.front()};
  if (move.new_hosts.empty()) return wrong_wish("say where the mail moves to: --new HOST");
  auto settled = wishes;
  settled.new_hosts = move.new_hosts;
  move.kind = kind_of(settled, present, move.because);
  const bool is_address = move.kind == Kind::address;
  const auto& new_host = move.new_hosts.front();
  const auto sound =
      is_address ? check_address_move(settled, present, new_host, found) : check_host_move(settled, present);
  if (!sound) return std::unexpected(sound.error());
  const auto old_host = is_address ? new_host : old_host_of(present, move.new_hosts);
  move.old_server = {old_host, found.addresses_of(old_host)};
  auto new_server = new_server_of(found, wishes, move);
  if (!new_server) return std::unexpected(new_server.error());
  move.new_server = *std::move(new_server);
  return move;
}

}  // namespace cutwatch::init
