#pragma once
#include "core/dns/resolver.hpp"
#include "probes/any_resolver.hpp"
#include "runtime/task.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace cutwatch::init {

/// A zone, and who serves it.
struct Zone {
  dns::Name name;
  std::vector<dns::NameServer> servers;
  std::vector<std::string> lost;  ///< Names of servers that have no address, or whose address is not known.
};

/// Finds the zones that names are in, through resolvers; each zone once.
class ZoneFinder {
 public:
  /// Borrows the resolvers' side, which outlives it.
  explicit ZoneFinder(AnyResolver& resolver) : resolver_(resolver) {}

  /// The closest zone that is known and holds the name; null where none does.
  const Zone* known(const dns::Name& name) const;
  /// Looks from `lowest` up. Resolvers are asked for NS of these names: one that does not exist is
  /// remembered by them as absent. `most` servers are looked up. Errors: what the last answer said.
  Task<Result<Zone>> find(dns::Name lowest, std::size_t most);

 private:
  Task<Zone> with_servers(dns::Name name, dns::RrSet names, std::size_t most);

  AnyResolver& resolver_;
  std::vector<Zone> zones_;
};

}  // namespace cutwatch::init
