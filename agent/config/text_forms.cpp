#include "agent/config/text_forms.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
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

std::optional<IpAddress> as_written(std::string_view text) {
  if (text.contains('\0')) return std::nullopt;
  const auto address = IpAddress::parse(text);
  return address ? std::optional(*address) : std::nullopt;
}

/// Of IPv4-mapped addresses, with a prefix that is as long as theirs, the IPv4 network.
cutover::Network unmapped_network(const IpAddress& address, unsigned prefix) {
  static constexpr unsigned kMapped = 96;
  const auto inner = unmapped(address);
  if (inner == address || prefix < kMapped) return {address, static_cast<std::uint8_t>(prefix)};
  return {inner, static_cast<std::uint8_t>(prefix - kMapped)};
}

/// Whether the character, in UTF-8, steers: one of C1, or one that ends a line or turns the direction of what
/// is read around it (Unicode UAX #9).
bool steers(std::string_view character) {
  static constexpr std::array<std::string_view, 14> kSteering{
      "\xd8\x9c",     "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xa9",
      "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
      "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9"};
  if (character.starts_with('\xc2') && character.size() > 1)
    return static_cast<unsigned char>(character[1]) < 0xa0;
  return std::ranges::any_of(kSteering, [&](auto each) { return character.starts_with(each); });
}

bool has_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == 0x7f || steers(text.substr(at))) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> parse_text(std::string_view text) {
  if (text.empty() || text.size() > kMaxText || has_control(text)) return std::nullopt;
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
  const auto address = as_written(text);
  return address ? std::optional(unmapped(*address)) : std::nullopt;
}

std::optional<cutover::Network> parse_network(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = as_written(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned most = address->is_v4() ? 32 : 128;
  if (slash == text.size()) return unmapped_network(*address, most);
  unsigned prefix = 0;
  const auto* last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data() + slash + 1, last, prefix);
  if (ec != std::errc{} || end != last || prefix > most || !is_clean(*address, prefix)) return std::nullopt;
  return unmapped_network(*address, prefix);
}

}  // namespace cutwatch::config
