#pragma once
#include "core/dns/resolver.hpp"
#include "core/dns/resolver_view.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Whether it is the resolver itself that answers, or something on the way: port 53 is often redirected to a
// resolver of the network's own, which answers from the address that was asked
// (docs/decisions/0040-who-answers.md).
namespace cutwatch::dns {

/// What one resolver's answers show of who gave them.
struct ResolverEvidence {
  const Resolver* resolver = nullptr;
  std::set<std::string_view> server_ids;  ///< NSIDs (RFC 5001) of the last answer and of copies that live.
  bool has_answered = false;
  bool has_shown_authority = false;  ///< AA in the last answer to a question that asked for recursion.

  /// Adds what one view of the resolver shows at `now`; points into the view, which must outlive it.
  void add(const ResolverView& view, WallTime now);
};

/// Why something else seems to answer in a resolver's place.
struct Suspicion {
  enum class Sign : std::uint8_t {
    shared_server,  ///< its server id is shown by resolvers of other operators, too
    authority,      ///< it answers with authority: a name server does that, no cache
  };
  Sign sign = Sign::shared_server;
  std::string server_id;            ///< shared_server: the id.
  std::vector<std::string> others;  ///< shared_server: resolvers of other operators that show it, sorted.
  friend bool operator==(const Suspicion&, const Suspicion&) = default;
};

/// "the server \"x1\" answers here, and at google". Printable.
std::string to_string(const Suspicion& suspicion);

/// By resolver id, those that are suspected. Never: a resolver whose operator nobody named, the host's own,
/// one reached over TLS; several addresses of one operator for each other's sake; one that shows no server id
/// and no authority. Where a server id belongs to one operator beyond doubt (seen over TLS, or the only
/// public one among them), that operator's resolvers are not suspected. Pure.
std::map<std::string, Suspicion> find_interceptions(const std::vector<ResolverEvidence>& evidence);

/// Whose view a resolver's copies are. All that are suspected have one owner together: they may be one cache,
/// and are never taken for several.
std::string_view view_owner(const Resolver& resolver, bool is_suspected);

}  // namespace cutwatch::dns
