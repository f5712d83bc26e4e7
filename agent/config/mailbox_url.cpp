#include "agent/config/mailbox_url.hpp"

#include "agent/config/text_forms.hpp"

#include <algorithm>
#include <charconv>

namespace cutwatch::config {
namespace {

struct Authority {
  std::string_view host;
  std::string_view port;  ///< With its colon; empty when there is none.
  bool is_bracketed = false;
};

std::optional<Authority> split(std::string_view text) {
  if (!text.starts_with('[')) {
    const auto colon = std::min(text.find(':'), text.size());
    return Authority{text.substr(0, colon), text.substr(colon)};
  }
  const auto close = text.find(']');
  if (close == std::string_view::npos) return std::nullopt;
  return Authority{text.substr(1, close - 1), text.substr(close + 1), true};
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  unsigned port = 0;
  const auto* last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data() + 1, last, port);
  if (text.front() != ':' || ec != std::errc{} || end != last || port == 0 || port > 65535)
    return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

}  // namespace

std::optional<MailboxUrl> parse_mailbox_url(std::string_view text) {
  MailboxUrl url;
  if (text.starts_with("imap://")) {
    url.scheme = MailboxScheme::imap;
    url.port = 143;
  } else if (!text.starts_with("imaps://")) {
    return std::nullopt;
  }
  text.remove_prefix(text.find("//") + 2);
  if (text.ends_with('/')) text.remove_suffix(1);
  const auto authority = split(text);
  if (!authority) return std::nullopt;
  if (!authority->port.empty()) {
    const auto port = port_of(authority->port);
    if (!port) return std::nullopt;
    url.port = *port;
  }
  url.address = parse_address(authority->host);
  if (authority->is_bracketed && (!url.address || url.address->is_v4())) return std::nullopt;
  const auto name = parse_host_name(authority->host);
  if (!url.address && !name) return std::nullopt;
  url.host = url.address ? url.address->text() : *name;
  return url;
}

}  // namespace cutwatch::config
