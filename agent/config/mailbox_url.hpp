#pragma once
#include "core/address/ip_address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::config {

enum class MailboxScheme : std::uint8_t { imap, imaps };

/// Where a mailbox is served: "imaps://mail.example.org", "imap://[::1]:1143". No user, path or query: they
/// have keys.
struct MailboxUrl {
  MailboxScheme scheme = MailboxScheme::imaps;
  std::string host;                  ///< Lower-case; an address in the form that IpAddress prints.
  std::optional<IpAddress> address;  ///< When the host is written as one.
  std::uint16_t port = 993;          ///< 143 for imap, 993 for imaps, unless written.
};

/// nullopt when the text has not that form.
std::optional<MailboxUrl> parse_mailbox_url(std::string_view text);

}  // namespace cutwatch::config
