#include "net/dns/rdata_text.hpp"

#include "core/address/ip_address.hpp"
#include "net/dns/ldns_decoder.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cutwatch::net {
namespace {

enum class Field : std::uint8_t { end, address4, address6, number16, number32, name, string, strings };

struct Layout {
  std::uint16_t type;
  std::array<Field, 8> fields;  // behind the last: Field::end
};

// Sorted by type.
constexpr auto kLayouts = [] {
  using enum Field;
  return std::array{
      Layout{1, {address4}},                                                      // A
      Layout{2, {name}},                                                          // NS
      Layout{3, {name}},                                                          // MD
      Layout{4, {name}},                                                          // MF
      Layout{5, {name}},                                                          // CNAME
      Layout{6, {name, name, number32, number32, number32, number32, number32}},  // SOA
      Layout{7, {name}},                                                          // MB
      Layout{8, {name}},                                                          // MG
      Layout{9, {name}},                                                          // MR
      Layout{12, {name}},                                                         // PTR
      Layout{13, {string, string}},                                               // HINFO
      Layout{14, {name, name}},                                                   // MINFO
      Layout{15, {number16, name}},                                               // MX
      Layout{16, {strings}},                                                      // TXT
      Layout{17, {name, name}},                                                   // RP
      Layout{18, {number16, name}},                                               // AFSDB
      Layout{19, {string}},                                                       // X25
      Layout{20, {strings}},                                                      // ISDN
      Layout{21, {number16, name}},                                               // RT
      Layout{26, {number16, name, name}},                                         // PX
      Layout{28, {address6}},                                                     // AAAA
      Layout{33, {number16, number16, number16, name}},                           // SRV
      Layout{35, {number16, number16, string, string, string, name}},             // NAPTR
      Layout{36, {number16, name}},                                               // KX
      Layout{39, {name}},                                                         // DNAME
      Layout{99, {strings}},                                                      // SPF
  };
}();
static_assert(std::ranges::is_sorted(kLayouts, {}, &Layout::type));

void append_number(std::string& out, std::uint32_t number) {
  std::array<char, 10> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_address4(std::string& out, WireReader& data) {
  const auto octets = data.take(4);
  std::array<char, 16> text;
  char* end = text.data();
  for (const std::uint8_t octet : octets) {
    end = std::to_chars(end, text.data() + text.size(), octet).ptr;
    *end++ = '.';
  }
  if (!octets.empty()) out.append(text.data(), end - 1);
}

void append_address6(std::string& out, WireReader& data) {
  const auto octets = data.take(16);
  if (octets.empty()) return;
  std::array<std::uint8_t, 16> address{};
  std::ranges::copy(octets, address.begin());
  out += IpAddress::v6(address).text();
}

bool is_plain(std::uint8_t byte) { return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\'; }

/// A character-string in quotes (RFC 1035 §5.1).
void append_string(std::string& out, WireReader& data) {
  auto octets = data.take(data.octet());
  out.reserve(out.size() + octets.size() + 2);
  out += '"';
  while (!octets.empty()) {
    const auto special = std::ranges::find_if_not(octets, is_plain);
    out.append(octets.begin(), special);
    octets = octets.subspan(static_cast<std::size_t>(special - octets.begin()));
    if (octets.empty()) break;
    const bool is_printable = octets[0] == '"' || octets[0] == '\\';
    out += is_printable ? std::string{'\\', static_cast<char>(octets[0])} : fmt::format("\\{:03}", octets[0]);
    octets = octets.subspan(1);
  }
  out += '"';
}

/// RFC 1035 §3.3.14 wants at least one; a TXT without any is read all the same, as other decoders do.
void append_strings(std::string& out, WireReader& data) {
  while (data.is_sound() && data.left() > 0) {
    if (!out.empty()) out += ' ';
    append_string(out, data);
  }
}

void append_field(std::string& out, Field field, WireReader& data) {
  switch (field) {
    case Field::end: break;
    case Field::address4: append_address4(out, data); break;
    case Field::address6: append_address6(out, data); break;
    case Field::number16: append_number(out, data.number16()); break;
    case Field::number32: append_number(out, data.number32()); break;
    case Field::name: data.append_name(out); break;
    case Field::string: append_string(out, data); break;
    case Field::strings: append_strings(out, data); break;
  }
}

std::string text_by_layout(const Layout& layout, WireReader& data) {
  std::string out;
  for (const Field field : layout.fields) {
    if (field == Field::end) break;
    if (!out.empty()) out += ' ';
    append_field(out, field, data);
  }
  return out;
}

void check_field(Field field, WireReader& data) {
  switch (field) {
    case Field::end: break;
    case Field::address4: data.take(4); break;
    case Field::address6: data.take(16); break;
    case Field::number16: data.take(2); break;
    case Field::number32: data.take(4); break;
    case Field::name: data.skip_name(); break;
    case Field::string: data.take(data.octet()); break;
    case Field::strings:
      while (data.is_sound() && data.left() > 0) data.take(data.octet());
      break;
  }
}

std::string opaque_text(WireReader& data) {
  const auto octets = data.take(data.left());
  std::string out = fmt::format("\\# {}", octets.size());
  if (!octets.empty()) out += ' ';
  for (const std::uint8_t octet : octets) out += fmt::format("{:02x}", octet);
  return out;
}

const Layout* layout_of(std::uint16_t type) {
  const auto found = std::ranges::lower_bound(kLayouts, type, {}, &Layout::type);
  return found != kLayouts.end() && found->type == type ? &*found : nullptr;
}

/// RFC 1035 §3.4 and RFC 3596 define the data of A and AAAA for class IN only.
bool is_for_class(const Layout& layout, std::uint16_t rr_class) {
  static constexpr std::uint16_t kClassIn = 1;
  const bool is_address = layout.fields[0] == Field::address4 || layout.fields[0] == Field::address6;
  return rr_class == kClassIn || !is_address;
}

}  // namespace

std::string rdata_text(std::uint16_t type, std::uint16_t rr_class, WireReader& data) {
  const Layout* layout = layout_of(type);
  if (layout != nullptr && is_for_class(*layout, rr_class)) return text_by_layout(*layout, data);
  if (!is_read_by_ldns(type)) return opaque_text(data);
  return ldns_rdata_text(type, data);
}

void check_rdata(std::uint16_t type, std::uint16_t rr_class, WireReader& data) {
  const Layout* layout = layout_of(type);
  if (layout == nullptr || !is_for_class(*layout, rr_class)) {
    rdata_text(type, rr_class, data);
    return;
  }
  for (const Field field : layout->fields) check_field(field, data);
}

}  // namespace cutwatch::net
