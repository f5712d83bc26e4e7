#pragma once
#include "core/dns/history.hpp"
#include "core/dns/publication.hpp"
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch::dns {

/// What is left of name servers that have left the delegation and are more than are kept one by one.
struct ForgottenServers {
  WallTime left;  ///< When the last of them was first missed.
  Seconds ttl{};  ///< The largest that one of them showed; copies of theirs may have been longer, unseen.
  friend bool operator==(const ForgottenServers&, const ForgottenServers&) = default;
};

/// How long resolvers are taken to go on asking a server that has left the delegation, where nobody can say
/// so of it by its name any more: registries delegate with TTLs of two days at most.
inline constexpr Seconds kDelegationTtl{std::chrono::hours{48}};

/// With one more.
ForgottenServers with_forgotten(const std::optional<ForgottenServers>& known, const AuthorityHistory& history,
                                WallTime left);

/// When resolvers cease to ask the last of them.
WallTime last_asked(const ForgottenServers& forgotten);

/// The latest end of a copy that was fetched from one of them, of any data.
WallTime copies_end(const ForgottenServers& forgotten, const UnseenPast& past);

}  // namespace cutwatch::dns
