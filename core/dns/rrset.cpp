#include "core/dns/rrset.hpp"

#include "core/address/ip_address.hpp"
#include "core/dns/name.hpp"
#include "core/dns/txt_data.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace cutwatch::dns {
namespace {

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (true) {
    const auto start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) return out;
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::optional<std::uint16_t> number16(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::string> canonical_mx(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() == 2) {
    const auto value = number16(parts[0]);
    const auto exchange = Name::parse(parts[1]);
    if (value && exchange) return fmt::format("{} {}", *value, exchange->text());
  }
  return fail(
      FailureKind::malformed,
      fmt::format("expected \"PREFERENCE HOST\" (\"10 mail.example.org.\"), got \"{}\"", printable(text)));
}

Result<std::string> canonical_srv(std::string_view text) {
  const auto parts = words(text);
  if (parts.size() == 4) {
    const auto priority = number16(parts[0]);
    const auto weight = number16(parts[1]);
    const auto port = number16(parts[2]);
    const auto target = Name::parse(parts[3]);
    if (priority && weight && port && target)
      return fmt::format("{} {} {} {}", *priority, *weight, *port, target->text());
  }
  return fail(
      FailureKind::malformed,
      fmt::format("expected \"PRIORITY WEIGHT PORT HOST\" (\"0 1 587 mail.example.org.\"), got \"{}\"",
                  printable(text)));
}

Result<std::string> canonical_address(RrType type, std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (address && address->is_v4() == (type == RrType::a)) return address->text();
  return fail(FailureKind::malformed, fmt::format("expected an IPv{} address, got \"{}\"",
                                                  type == RrType::a ? 4 : 6, printable(text)));
}

Result<std::string> canonical_name(std::string_view text) {
  const auto name = Name::parse(text);
  if (!name) return std::unexpected(name.error());
  return name->text();
}

}  // namespace

Result<std::string> canonical_data(RrType type, std::string_view text) {
  switch (type) {
    case RrType::mx: return canonical_mx(text);
    case RrType::a:
    case RrType::aaaa: return canonical_address(type, text);
    case RrType::ns:
    case RrType::cname:
    case RrType::ptr: return canonical_name(text);
    case RrType::txt: return canonical_txt(text);
    case RrType::srv: return canonical_srv(text);
    case RrType::soa:
    case RrType::ds: return std::string(text);
  }
  std::unreachable();
}

RrSet RrSet::of_canonical(std::vector<std::string> data) {
  std::ranges::sort(data);
  const auto repeated = std::ranges::unique(data);
  data.erase(repeated.begin(), repeated.end());
  RrSet set;
  set.data_ = std::move(data);
  return set;
}

Result<RrSet> RrSet::parse(RrType type, const std::vector<std::string>& data) {
  std::vector<std::string> canonical;
  for (const auto& text : data) {
    auto one = canonical_data(type, text);
    if (!one) return std::unexpected(std::move(one).error());
    canonical.push_back(*std::move(one));
  }
  return of_canonical(std::move(canonical));
}

std::string RrSet::text() const {
  return is_absent() ? "(absent)" : fmt::format("{}", fmt::join(data_, ", "));
}

}  // namespace cutwatch::dns
