#pragma once
#include "core/dns/resolver.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

namespace cutwatch {

/// How long a question to this resolver would have to wait for its turn (runtime/query_pace.hpp). Those on
/// loopback need none.
Millis wait_for_turn(const ProbeContext& context, const dns::Resolver& resolver);

/// Takes a turn, and waits for it. False when it would not come within `longest`; then the resolver must not
/// be asked.
asio::awaitable<bool> take_turn(ProbeContext context, dns::Resolver resolver, Millis longest);

}  // namespace cutwatch
