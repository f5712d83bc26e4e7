#include "agent/cli/resolver_text.hpp"

#include "agent/config/text_forms.hpp"
#include "core/dns/catalogue.hpp"
#include "core/dns/doh_url.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

namespace cutwatch::cli {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kDotPort = 853;
constexpr std::string_view kTls = "tls://";
constexpr std::string_view kHttps = "https://";

struct Parts {
  std::string_view before;
  std::string_view after;  ///< Behind the "#"; empty when there is none.
};

Parts split(std::string_view text) {
  const auto hash = std::min(text.find('#'), text.size());
  return {text.substr(0, hash), text.substr(std::min(hash + 1, text.size()))};
}

dns::Resolver resolver_at(const std::string& text, const Endpoint& endpoint, dns::Channel channel) {
  const auto known = dns::operator_at(endpoint.address);
  return {.id = text,
          .endpoint = endpoint,
          .operator_id = known.empty() ? text : std::string(known),
          .channel = std::move(channel),
          .is_operator_assumed = known.empty()};
}

Result<dns::Resolver> parse_dot(const std::string& text, const std::string& ca_file) {
  const auto [address, name] = split(std::string_view(text).substr(kTls.size()));
  const auto endpoint = parse_endpoint(address, kDotPort);
  if (!endpoint) return std::unexpected(endpoint.error());
  auto tls_name = endpoint->address.text();
  if (!name.empty()) {
    const auto given = config::parse_host_name(name);
    if (!given) return fail(FailureKind::malformed, fmt::format("{}: expected a host name behind #", text));
    tls_name = *given;
  }
  return resolver_at(text, *endpoint, dns::DotChannel{.tls_name = std::move(tls_name), .ca_file = ca_file});
}

Result<dns::Resolver> parse_doh(const std::string& text, const std::string& ca_file) {
  const auto [url_text, address] = split(text);
  const auto url = dns::parse_doh_url(url_text);
  if (!url) return fail(FailureKind::malformed, fmt::format("{}: {}", text, url.error().detail));
  const auto named_by_url = config::parse_address(url->host);
  if (address.empty() && !named_by_url) {
    return fail(
        FailureKind::malformed,
        fmt::format("{}: expected the resolver's address behind #, since no name is looked up", text));
  }
  const auto endpoint = address.empty() && named_by_url ? Result<Endpoint>(Endpoint{*named_by_url, url->port})
                                                        : parse_endpoint(address, url->port);
  if (!endpoint) return std::unexpected(endpoint.error());
  return resolver_at(text, *endpoint, dns::DohChannel{.url = url->text, .ca_file = ca_file});
}

}  // namespace

Result<dns::Resolver> parse_resolver(const std::string& text, const std::string& ca_file) {
  if (text.starts_with(kTls)) return parse_dot(text, ca_file);
  if (text.starts_with(kHttps)) return parse_doh(text, ca_file);
  const auto endpoint = parse_endpoint(text, kDnsPort);
  if (!endpoint) return std::unexpected(endpoint.error());
  return resolver_at(text, *endpoint, dns::PlainChannel{});
}

}  // namespace cutwatch::cli
