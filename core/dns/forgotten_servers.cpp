#include "core/dns/forgotten_servers.hpp"

#include <algorithm>
#include <chrono>

namespace cutwatch::dns {
namespace {

/// The largest that is known of; what is forgotten of the history itself counts by when its copies ended.
Seconds largest_ttl(const AuthorityHistory& history, WallTime left) {
  Seconds most{0};
  for (const auto& version : history.versions) most = std::max(most, version.ttl);
  for (const auto& gap : history.gaps) most = std::max(most, gap.ttl);
  const auto ended = history.forgotten_ended.value_or(left);
  return std::max(most, std::chrono::ceil<Seconds>(ended - left));
}

}  // namespace

ForgottenServers with_forgotten(const std::optional<ForgottenServers>& known, const AuthorityHistory& history,
                                WallTime left) {
  const ForgottenServers one{.left = left, .ttl = largest_ttl(history, left)};
  if (!known) return one;
  return {.left = std::max(known->left, one.left), .ttl = std::max(known->ttl, one.ttl)};
}

WallTime last_asked(const ForgottenServers& forgotten) { return forgotten.left + kDelegationTtl; }

WallTime copies_end(const ForgottenServers& forgotten, const UnseenPast& past) {
  return last_asked(forgotten) + std::max(forgotten.ttl, past.original_ttl.value_or(kAssumedOriginalTtl));
}

}  // namespace cutwatch::dns
