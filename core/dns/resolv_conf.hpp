#pragma once
#include "core/address/ip_address.hpp"

#include <string_view>
#include <vector>

namespace cutwatch::dns {

/// The name servers of a resolv.conf(5) text, in its order, each once, at most three (the resolver library
/// takes no more), port 53. Addresses with a zone ("fe80::1%eth0") are left out: cutwatch has no use for
/// them. Never fails: lines that are not understood are passed over, as the library does.
std::vector<Endpoint> parse_resolv_conf(std::string_view text);

/// True when all of them are systemd-resolved's stub listeners (127.0.0.53, 127.0.0.54): a cache of its own
/// in front of the resolvers that matter.
bool is_only_stub(const std::vector<Endpoint>& name_servers);

}  // namespace cutwatch::dns
