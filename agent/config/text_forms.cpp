#include "agent/config/text_forms.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace cutwatch::config {
namespace {

constexpr std::size_t kMaxText = 1024;
constexpr std::size_t kMaxIdentifier = 63;
constexpr std::size_t kMaxHostName = 253;  // RFC 1035 §2.3.4, in presentation form
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxLocalPart = 64;  // RFC 5321 §4.5.3.1.1
constexpr std::size_t kMaxMailAddress = 254;

bool is_printable_ascii(char c) { return c >= 0x20 && c < 0x7f; }
/// RFC 5322 §3.2.3
bool is_atom_text(char c) {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").contains(c);
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

/// Every piece between dots fits.
bool all_pieces(std::string_view text, bool (*fits)(std::string_view)) {
  while (true) {
    const auto dot = text.find('.');
    if (!fits(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// True when all bits behind the prefix are zero: "198.51.100.7/28" is a slip, and which part of it cannot be
/// told.
bool is_clean(const IpAddress& address, unsigned prefix) {
  for (unsigned bit = prefix; bit < (address.is_v4() ? 32U : 128U); ++bit) {
    if ((address.octets()[bit / 8] & (0x80U >> (bit % 8))) != 0) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> parse_text(std::string_view text) {
  const bool has_control = std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (text.empty() || text.size() > kMaxText || has_control) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> parse_ascii_text(std::string_view text) {
  return std::ranges::all_of(text, is_printable_ascii) ? parse_text(text) : std::nullopt;
}

std::optional<std::string> parse_identifier(std::string_view text) {
  const auto fits = [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  if (text.empty() || text.size() > kMaxIdentifier || !std::ranges::all_of(text, fits)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> parse_host_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() > kMaxHostName || !all_pieces(text, is_label)) return std::nullopt;
  if (std::ranges::all_of(text.substr(text.rfind('.') + 1), is_digit)) return std::nullopt;
  return lowered(text);
}

std::optional<std::string> parse_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at > kMaxLocalPart || text.size() > kMaxMailAddress)
    return std::nullopt;
  const auto is_atom = [](std::string_view piece) {
    return !piece.empty() && std::ranges::all_of(piece, is_atom_text);
  };
  const auto domain = text.substr(at + 1);
  if (!all_pieces(text.substr(0, at), is_atom) || domain.ends_with('.') || !parse_host_name(domain)) {
    return std::nullopt;
  }
  return std::string(text);
}

std::string_view domain_of(std::string_view mail_address) {
  return mail_address.substr(mail_address.rfind('@') + 1);
}

std::optional<IpAddress> parse_address(std::string_view text) {
  if (text.contains('\0')) return std::nullopt;
  const auto address = IpAddress::parse(text);
  return address ? std::optional(*address) : std::nullopt;
}

std::optional<cutover::Network> parse_network(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned most = address->is_v4() ? 32 : 128;
  if (slash == text.size()) return cutover::Network{*address, static_cast<std::uint8_t>(most)};
  unsigned prefix = 0;
  const auto* last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data() + slash + 1, last, prefix);
  if (ec != std::errc{} || end != last || prefix > most || !is_clean(*address, prefix)) return std::nullopt;
  return cutover::Network{*address, static_cast<std::uint8_t>(prefix)};
}

}  // namespace cutwatch::config
