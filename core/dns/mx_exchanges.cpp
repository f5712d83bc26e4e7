#include "core/dns/mx_exchanges.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <tuple>

namespace cutwatch::dns {
namespace {

std::optional<MxExchange> exchange_of(const std::string& data) {
  MxExchange out;
  const auto* end = data.data() + data.size();
  const auto read = std::from_chars(data.data(), end, out.preference);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ' ') return std::nullopt;
  out.host = Name::of_canonical(std::string(read.ptr + 1, end));
  return out;
}

}  // namespace

std::vector<MxExchange> exchanges_in_order(const RrSet& mx, const Name& domain) {
  if (mx.is_absent()) return {{.preference = 0, .host = domain}};
  std::vector<MxExchange> out;
  for (const auto& data : mx.data()) {
    auto exchange = exchange_of(data);
    if (exchange && !exchange->host.is_root()) out.push_back(*std::move(exchange));
  }
  std::ranges::sort(out, {}, [](const MxExchange& each) { return std::tie(each.preference, each.host); });
  return out;
}

}  // namespace cutwatch::dns
