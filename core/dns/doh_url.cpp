#include "core/dns/doh_url.hpp"

#include "core/address/ip_address.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cutwatch::dns {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kTemplate = "{?dns}";
constexpr std::size_t kMaxUrl = 1024;
constexpr std::size_t kMaxHost = 253;

/// A name whose last label is a number is none: it is an address with a slip.
bool is_name(std::string_view host) {
  const auto fits = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (host.empty() || host.size() > kMaxHost || !std::ranges::all_of(host, fits)) return false;
  if (!is_alphanumeric(host.front()) || host.ends_with('.') || host.contains("..")) return false;
  return !std::ranges::all_of(host.substr(host.rfind('.') + 1), is_digit);
}

/// RFC 3986 §3.3: nothing in it needs escaping.
bool is_path(std::string_view path) {
  return std::ranges::all_of(
      path, [](char c) { return is_alphanumeric(c) || std::string_view("/-._~!$&'()*+,;=:@%").contains(c); });
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  unsigned port = 0;
  const auto* last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data(), last, port);
  if (text.empty() || ec != std::errc{} || end != last || port == 0 || port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

/// The host alone; `authority` keeps what stands behind it.
std::optional<std::string> take_host(std::string_view& authority) {
  const bool is_bracketed = authority.starts_with('[');
  const auto end = is_bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end == std::string_view::npos || authority.contains('\0')) return std::nullopt;
  std::string host(authority.substr(is_bracketed ? 1 : 0, is_bracketed ? end - 1 : end));
  authority.remove_prefix(is_bracketed ? end + 1 : end);
  const auto address = IpAddress::parse(host);
  if (is_bracketed) return address && !address->is_v4() ? std::optional(address->text()) : std::nullopt;
  if (address) return address->text();
  if (!is_name(host)) return std::nullopt;
  return lowered(host);
}

}  // namespace

Result<DohUrl> parse_doh_url(std::string_view text) {
  const auto wrong = fail(FailureKind::malformed, "expected a URL (\"https://dns.example.net/dns-query\")");
  if (text.ends_with(kTemplate)) text.remove_suffix(kTemplate.size());
  DohUrl url{.host = {}, .text = std::string(text)};
  if (!text.starts_with(kScheme) || text.size() > kMaxUrl) return wrong;
  text.remove_prefix(kScheme.size());
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || !is_path(text.substr(slash))) return wrong;
  auto authority = text.substr(0, slash);
  const auto host = take_host(authority);
  if (!host) return wrong;
  url.host = *host;
  if (authority.empty()) return url;
  const auto port = authority.starts_with(':') ? port_of(authority.substr(1)) : std::nullopt;
  if (!port) return wrong;
  url.port = *port;
  return url;
}

}  // namespace cutwatch::dns
