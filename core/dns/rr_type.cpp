#include "core/dns/rr_type.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {

std::string_view to_string(RrType type) noexcept {
  switch (type) {
    case RrType::a: return "A";
    case RrType::ns: return "NS";
    case RrType::cname: return "CNAME";
    case RrType::soa: return "SOA";
    case RrType::ptr: return "PTR";
    case RrType::mx: return "MX";
    case RrType::txt: return "TXT";
    case RrType::aaaa: return "AAAA";
    case RrType::srv: return "SRV";
    case RrType::ds: return "DS";
  }
  std::unreachable();
}

std::optional<RrType> parse_rr_type(std::string_view text) noexcept {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
  for (const RrType type : kRrTypes) {
    if (std::ranges::equal(text, to_string(type), {}, upper)) return type;
  }
  return std::nullopt;
}

}  // namespace cutwatch::dns
