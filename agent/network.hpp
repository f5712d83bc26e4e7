#pragma once
#include "agent/watcher.hpp"
#include "net/dns/dns_client.hpp"
#include "net/imap/imap_client.hpp"
#include "net/secure_dns/channel_transport.hpp"
#include "net/secure_dns/doh_carrier.hpp"
#include "net/secure_dns/dot_carrier.hpp"
#include "net/secure_dns/secure_dns_client.hpp"
#include "net/smtp/smtp_client.hpp"
#include "net/stream/curl_https_client.hpp"
#include "net/stream/curl_mail_connector.hpp"
#include "net/stream/curl_secure_connector.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

#include <asio/io_context.hpp>

#include <vector>

namespace cutwatch {

/// The event loop and everything that talks to the network on it. The order of the members matters: what
/// coroutines refer to is declared before the loop that ends them, what must go before the loop after it.
struct Network {
  /// `on_phase` hears how messages are handed over.
  explicit Network(const std::vector<IpAddress>& sources, const net::PhaseListener& on_phase = {})
      : plain_dns(io.get_executor(), clock, {.pool = {.sources = sources}}),
        curl(io.get_executor()),
        connector(curl, clock, on_phase),
        secure_connector(curl, clock),
        https(curl, clock),
        dot(io.get_executor(), secure_connector, clock, {.sources = sources}),
        doh(https, clock, sources),
        secure_dns(io.get_executor(), clock, dot, doh),
        dns(plain_dns, secure_dns),
        smtp(connector, clock, on_phase),
        imap(connector, clock) {}

  /// What a watcher works with.
  Watcher::Tools tools(MessageJournal& journal) {
    return {.io = io,
            .clock = clock,
            .random = random,
            .dns = dns,
            .smtp = smtp,
            .imap = imap,
            .journal = journal};
  }

  RealClock clock;
  KernelRandom random;
  asio::io_context io{1};
  net::DnsClient plain_dns;
  net::CurlLoop curl;
  net::CurlMailConnector connector;
  net::CurlSecureConnector secure_connector;
  net::CurlHttpsClient https;
  net::DotCarrier dot;
  net::DohCarrier doh;
  net::SecureDnsClient secure_dns;
  net::ChannelTransport dns;
  net::SmtpClient smtp;
  net::ImapClient imap;
};

}  // namespace cutwatch
