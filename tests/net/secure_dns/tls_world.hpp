#pragma once
#include "net/secure_dns/doh_carrier.hpp"
#include "net/secure_dns/dot_carrier.hpp"
#include "net/secure_dns/secure_dns_client.hpp"
#include "net/stream/curl_https_client.hpp"
#include "net/stream/curl_secure_connector.hpp"
#include "runtime/clock.hpp"
#include "tests/net/secure_dns/tls_peer.hpp"

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <optional>

namespace cutwatch::test {

using namespace std::chrono_literals;

inline constexpr const char* kDnsName = "dns.example.net";
inline constexpr WallTime kFarAhead = std::chrono::sys_days{std::chrono::year{2099} / 5 / 6};
inline constexpr WallTime kLongAgo = std::chrono::sys_days{std::chrono::year{2021} / 5 / 6};

/// Real time, real sockets on loopback; a test ends long before the limit or fails.
struct TlsWorld {
  RealClock clock;
  asio::io_context io;
  TestAuthority authority;
  net::CurlLoop loop{io.get_executor()};
  net::CurlSecureConnector connector{loop, clock};
  net::CurlHttpsClient https{loop, clock};
  net::DotCarrier dot{io.get_executor(), connector, clock};
  net::DohCarrier doh{https, clock};
  net::SecureDnsClient client{io.get_executor(), clock, dot, doh};

  Identity identity(const std::string& name = kDnsName) const { return authority.issue(name, kFarAhead); }

  net::DnsExchange ask(const Endpoint& server, dns::Channel channel, Millis patience = 5s) {
    return ask_with(client, server, std::move(channel), patience);
  }
  net::DnsExchange ask_with(net::SecureDnsClient& asker, const Endpoint& server, dns::Channel channel,
                            Millis patience = 5s) {
    std::optional<net::DnsExchange> result;
    auto query = query_for("example.org", dns::RrType::mx);
    query.channel = std::move(channel);
    asio::co_spawn(io, asker.exchange(server, std::move(query), clock.steady() + patience),
                   [&](std::exception_ptr error, net::DnsExchange exchange) {
                     if (error) std::rethrow_exception(error);
                     result.emplace(std::move(exchange));
                   });
    io.restart();
    for (int i = 0; i < 100'000 && !result; ++i) io.run_one_for(1s);
    REQUIRE(result.has_value());
    return *std::move(result);
  }
  dns::Channel dot_channel(const std::string& name = kDnsName) const {
    return dns::DotChannel{.tls_name = name, .ca_file = authority.file()};
  }
  dns::Channel doh_channel(const std::string& host = kDnsName) const {
    return dns::DohChannel{.url = "https://" + host + "/dns-query", .ca_file = authority.file()};
  }
  net::DnsExchange ask_dot(const TlsPeer& peer, const std::string& name = kDnsName, Millis patience = 5s) {
    return ask(peer.endpoint(), dot_channel(name), patience);
  }
  net::DnsExchange ask_doh(const TlsPeer& peer, const std::string& host = kDnsName, Millis patience = 5s) {
    return ask(peer.endpoint(), doh_channel(host), patience);
  }
};

inline Failure failure_of(const net::DnsExchange& exchange) {
  REQUIRE_FALSE(exchange.reply.has_value());
  return exchange.reply.error();
}

inline bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace cutwatch::test
