#include "agent/init/new_server.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace cutwatch::init {
namespace {

using dns::RrType;

bool is_among(const std::vector<IpAddress>& addresses, const IpAddress& address) {
  return std::ranges::find(addresses, address) != addresses.end();
}

std::vector<IpAddress> each_once(const std::vector<IpAddress>& addresses) {
  std::vector<IpAddress> out;
  std::ranges::copy_if(addresses, std::back_inserter(out),
                       [&](const auto& each) { return !is_among(out, each); });
  return out;
}

std::vector<std::string> of_family(const std::vector<IpAddress>& addresses, RrType type) {
  std::vector<std::string> out;
  for (const auto& each : addresses) {
    if (each.is_v4() == (type == RrType::a)) out.push_back(each.text());
  }
  return out;
}

/// What the name itself has, where that is not what these addresses are: the plan would say both.
const dns::RrSet* other_than(const Found& found, const dns::Question& question,
                             const std::vector<IpAddress>& addresses) {
  const auto* own = found.own(question);
  if (own == nullptr || own->is_absent()) return nullptr;
  return *own == dns::RrSet::of_canonical(of_family(addresses, question.type)) ? nullptr : own;
}

/// It has other addresses than these, or more than are taken of one host.
bool has_more(const Found& found, const dns::Name& host, const std::vector<IpAddress>& addresses) {
  return other_than(found, {host, RrType::a}, addresses) != nullptr ||
         other_than(found, {host, RrType::aaaa}, addresses) != nullptr;
}

std::unexpected<Failure> contradicted(const dns::Question& question, const dns::RrSet& own) {
  return fail(
      FailureKind::malformed,
      fmt::format("--new-address is not what the {} of {} says ({}): leave it out, or give all that it "
                  "says",
                  to_string(question.type), question.name.text(), own.text()));
}

}  // namespace

std::vector<IpAddress> addresses_of_new(const Found& found, const Move& move, const Host& first) {
  auto addresses = first.addresses;
  if (addresses.empty()) return addresses;
  for (std::size_t i = 1; i < move.new_hosts.size(); ++i) {
    const auto of_host = found.addresses_of(move.new_hosts[i]);
    if (has_more(found, move.new_hosts[i], of_host)) return {};
    addresses.insert(addresses.end(), of_host.begin(), of_host.end());
  }
  return each_once(addresses);
}

Result<Host> new_server_of(const Found& found, const Wishes& wishes, const Move& move) {
  const auto& host = move.new_hosts.front();
  if (move.kind == cutover::Kind::address) return Host{host, each_once(wishes.new_addresses)};
  const bool is_wished = !wishes.new_addresses.empty();
  auto addresses = is_wished ? wishes.new_addresses : found.addresses_of(host);
  for (const auto type : {RrType::a, RrType::aaaa}) {
    const dns::Question question{host, type};
    const auto* own = other_than(found, question, addresses);
    if (own != nullptr && is_wished) return contradicted(question, *own);
    if (own != nullptr) return Host{host, {}};
  }
  Host server{host, each_once(addresses)};
  for (const auto& each : addresses_of_new(found, move, server)) {
    if (!is_among(move.old_server.addresses, each)) continue;
    return fail(FailureKind::protocol,
                fmt::format("{} is the address of {} and of the new server: nothing to move", each.text(),
                            move.old_server.name.text()));
  }
  return server;
}

}  // namespace cutwatch::init
