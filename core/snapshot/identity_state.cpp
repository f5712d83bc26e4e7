#include "core/snapshot/identity_state.hpp"

namespace cutwatch {
namespace {

/// Where a name leads must be known before the greeting tells anything.
std::optional<Failure> why_unknown(const Result<GreetingLook>& look) {
  if (!look) return look.error();
  for (const auto& each : look->names) {
    if (!each.addresses) return each.addresses.error();
  }
  return std::nullopt;
}

}  // namespace

IdentityState with_look(IdentityState state, const IdentitySeen& seen) {
  state.looked_at = seen.at;
  state.reverse_failure = dns::why_unknown(seen.reverse, unmapped(seen.address));
  if (!state.reverse_failure) state.reverse = {.look = seen.reverse, .at = seen.at};
  if (!seen.greeting) return state;
  state.greeting_failure = why_unknown(*seen.greeting);
  if (!state.greeting_failure) state.greeting = {.look = **seen.greeting, .at = seen.at};
  return state;
}

}  // namespace cutwatch
