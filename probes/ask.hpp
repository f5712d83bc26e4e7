#pragma once
#include "core/dns/answer.hpp"
#include "core/observation/observation.hpp"
#include "net/dns/dns_transport.hpp"
#include "probes/probe.hpp"

#include <asio/awaitable.hpp>

namespace cutwatch {

/// How long a DNS server is waited for: resolvers that serve stale data answer after 1.5 to 1.8 s (RFC 8767
/// §5), so that each of two transmissions, 1.5 s apart, stays open for 3.5 s.
inline constexpr Millis kDnsPatience{5000};

enum class Recursion : std::uint8_t { desired, not_desired };

/// Asks one resolver one question, over its channel and with recursion desired.
asio::awaitable<DnsSighting> ask(ProbeContext context, dns::Resolver resolver, dns::Question question);

/// Asks one server one question in plain DNS and reads the reply as its answer.
asio::awaitable<DnsSighting> ask(ProbeContext context, Endpoint server, dns::Question question,
                                 Recursion recursion);

}  // namespace cutwatch
