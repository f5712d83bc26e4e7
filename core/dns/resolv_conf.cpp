#include "core/dns/resolv_conf.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr std::size_t kMaxNameServers = 3;  // MAXNS of <resolv.h>
constexpr std::string_view kKeyword = "nameserver";
constexpr std::string_view kBlank = " \t\r\v\f";

/// The word after the keyword; empty when the line is about something else. The keyword starts its line.
std::string_view name_server_of(std::string_view line) {
  if (!line.starts_with(kKeyword)) return {};
  line.remove_prefix(kKeyword.size());
  const auto start = line.find_first_not_of(kBlank);
  if (start == 0 || start == std::string_view::npos) return {};
  line.remove_prefix(start);
  return line.substr(0, line.find_first_of(" \t\r\v\f;#"));
}

}  // namespace

std::vector<Endpoint> parse_resolv_conf(std::string_view text) {
  std::vector<Endpoint> found;
  while (!text.empty() && found.size() < kMaxNameServers) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto address = IpAddress::parse(name_server_of(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!address) continue;
    const Endpoint endpoint{*address, 53};
    if (std::ranges::find(found, endpoint) == found.end()) found.push_back(endpoint);
  }
  return found;
}

bool is_only_stub(const std::vector<Endpoint>& name_servers) {
  const auto stub = IpAddress::v4({127, 0, 0, 53});
  const auto stub_proxy = IpAddress::v4({127, 0, 0, 54});
  return !name_servers.empty() && std::ranges::all_of(name_servers, [&](const Endpoint& server) {
    return server.address == stub || server.address == stub_proxy;
  });
}

}  // namespace cutwatch::dns
