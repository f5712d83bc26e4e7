#pragma once
#include "core/dns/delegation_sides.hpp"
#include "core/dns/resolver.hpp"
#include "probes/any_resolver.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

#include <set>
#include <string>
#include <vector>

namespace cutwatch {

/// What a zone says of itself.
struct ChildSide {
  dns::Name zone;
  std::set<std::string> names;
  dns::ServerAddresses addresses;  ///< Of those of its servers that lie in it, where they could be learned.
};

/// What its parent says of it.
struct ParentSide {
  std::set<std::string> names;
  dns::ServerAddresses glue;
};

/// The zone that holds `name`, its NS RRset and the addresses of those servers that lie in it, from one of
/// its servers. Errors: what the last one said.
asio::awaitable<Result<ChildSide>> ask_child(ProbeContext context, dns::Name name,
                                             std::vector<dns::NameServer> servers);

/// The name servers that the parent's own servers refer to for `zone`; resolvers find those servers. Errors:
/// no server of the parent could be found, or none gave a referral.
asio::awaitable<Result<ParentSide>> ask_parent(ProbeContext context, dns::Name zone, AnyResolver& resolver);

}  // namespace cutwatch
