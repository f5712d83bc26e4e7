#pragma once
#include "core/address/ip_address.hpp"
#include "core/cutover/plan/plan.hpp"

#include <optional>
#include <string>
#include <string_view>

// Texts of the configuration that are no type of their own. Each gives nothing when the text has not its
// form.
namespace cutwatch::config {

/// Not empty, at most 1024 bytes, no control characters.
std::optional<std::string> parse_text(std::string_view text);
std::optional<std::string> parse_ascii_text(std::string_view text);
/// Letters, digits, ".", "_" and "-"; 1 to 63 of them.
std::optional<std::string> parse_identifier(std::string_view text);
/// Lower-case and without its last dot. A name whose last label is a number is none: it is an address with a
/// slip.
std::optional<std::string> parse_host_name(std::string_view text);
/// As written; the local part is an unquoted one (RFC 5321 §4.1.2 Dot-string).
std::optional<std::string> parse_mail_address(std::string_view text);
/// Behind the last "@".
std::string_view domain_of(std::string_view mail_address);
/// As IpAddress::parse, without a NUL byte: TOML can write one. An IPv4-mapped address is the IPv4 address
/// that it holds, so that whatever compares addresses compares one spelling.
std::optional<IpAddress> parse_address(std::string_view text);
std::optional<cutover::Network> parse_network(std::string_view text);

}  // namespace cutwatch::config
