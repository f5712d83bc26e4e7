#include "agent/config/sections.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/config/value_kinds.hpp"
#include "core/dns/catalogue.hpp"
#include "core/dns/doh_url.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::config {
namespace {

constexpr std::string_view kBuiltIn = "builtin";
constexpr std::string_view kSystem = "system";
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kDotPort = 853;

enum class ResolverTransport : std::uint8_t { udp, dot, doh };

/// The keys that are about transport, as they are written.
struct TransportKeys {
  std::optional<ResolverTransport> transport;
  std::optional<std::string> tls_name = {};
  std::optional<dns::DohUrl> url = {};
  std::optional<std::string> ca_file = {};
};

bool is_reserved(std::string_view id) {
  return id == kBuiltIn || id.starts_with(kSystem) || dns::find_in_catalogue(id) != nullptr;
}

ValueKind<std::string> tls_name() {
  return {"a host name or an IP address", [](const Node& node) -> std::optional<std::string> {
            const auto* text = std::get_if<std::string>(&node.value);
            if (text == nullptr) return std::nullopt;
            if (const auto address = parse_address(*text)) return address->text();
            return parse_host_name(*text);
          }};
}

ValueKind<dns::DohUrl> doh_url() {
  return {"a URL (\"https://dns.example.net/dns-query\")",
          [](const Node& node) -> std::optional<dns::DohUrl> {
            const auto* text = std::get_if<std::string>(&node.value);
            if (text == nullptr) return std::nullopt;
            auto url = dns::parse_doh_url(*text);
            return url ? std::optional(*std::move(url)) : std::nullopt;
          }};
}

/// What belongs to another transport is a slip: it would be trusted to do something.
void reject_foreign(Reader& extra, std::string_view key, std::string_view transports) {
  if (extra.has(key)) extra.complain(key, fmt::format("belongs to transport {} only", transports));
}

TransportKeys read_transport(Reader& extra) {
  TransportKeys keys{
      .transport = extra.get("transport", one_of<ResolverTransport>({{"udp", ResolverTransport::udp},
                                                                     {"dot", ResolverTransport::dot},
                                                                     {"doh", ResolverTransport::doh}}))};
  const auto transport = keys.transport.value_or(ResolverTransport::udp);
  keys.tls_name = extra.get("tls_name", tls_name());
  keys.url = transport == ResolverTransport::doh ? extra.need("url", doh_url()) : extra.get("url", doh_url());
  keys.ca_file = extra.get("ca_file", text());
  if (!keys.transport && extra.has("transport")) return keys;  // what belongs to it cannot be told
  if (transport != ResolverTransport::dot) reject_foreign(extra, "tls_name", "\"dot\"");
  if (transport != ResolverTransport::doh) reject_foreign(extra, "url", "\"doh\"");
  if (transport == ResolverTransport::udp) reject_foreign(extra, "ca_file", "\"dot\" and \"doh\"");
  return keys;
}

std::uint16_t default_port(const TransportKeys& keys) {
  switch (keys.transport.value_or(ResolverTransport::udp)) {
    case ResolverTransport::udp: return kDnsPort;
    case ResolverTransport::dot: return kDotPort;
    case ResolverTransport::doh: return keys.url.value_or(dns::DohUrl{}).port;
  }
  std::unreachable();
}

/// Nothing where a key of the transport is missing.
std::optional<dns::Channel> channel_of(const TransportKeys& keys, const Endpoint& address) {
  const auto ca_file = keys.ca_file.value_or("");
  switch (keys.transport.value_or(ResolverTransport::udp)) {
    case ResolverTransport::udp: return dns::PlainChannel{};
    case ResolverTransport::dot:
      return dns::DotChannel{.tls_name = keys.tls_name.value_or(address.address.text()), .ca_file = ca_file};
    case ResolverTransport::doh:
      if (!keys.url) return std::nullopt;
      return dns::DohChannel{.url = keys.url->text, .ca_file = ca_file};
  }
  std::unreachable();
}

/// Two DoH services may share an address, where their URLs differ.
bool is_same_service(const dns::Resolver& a, const dns::Resolver& b) {
  return a.endpoint == b.endpoint && (a.channel == b.channel || !is_authenticated(a.channel));
}

dns::Resolver named(std::string id, const Endpoint& address, const std::optional<std::string>& operator_id) {
  const auto known = dns::operator_at(address.address);
  const auto assumed = known.empty() ? id : std::string(known);
  const bool is_assumed = !operator_id && known.empty();
  return {.id = std::move(id),
          .endpoint = address,
          .operator_id = operator_id.value_or(assumed),
          .is_operator_assumed = is_assumed};
}

}  // namespace

void read_extra_resolver(Reader& extra, Reading& reading, std::vector<Item<std::string>>& ids) {
  const auto id = extra.need("id", identifier());
  const auto keys = read_transport(extra);
  const auto address = extra.need("address", endpoint(default_port(keys)));
  const auto operator_id = extra.get("operator", identifier());
  if (id && is_reserved(*id))
    extra.complain("id", fmt::format("\"{}\" is the name of a built-in resolver", *id));
  if (id) ids.push_back({*id, extra.spot("id")});
  if (!id || !address) return;
  auto resolver = named(*id, *address, operator_id);
  auto channel = channel_of(keys, *address);
  if (!channel) return;
  resolver.channel = *std::move(channel);
  auto& resolvers = reading.config.resolvers;
  const auto same = std::ranges::find_if(
      resolvers, [&](const dns::Resolver& other) { return is_same_service(resolver, other); });
  if (same != resolvers.end())
    extra.complain("address", fmt::format("is the address of \"{}\" already", same->id));
  resolvers.push_back(std::move(resolver));
}

}  // namespace cutwatch::config
