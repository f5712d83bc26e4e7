#pragma once
#include "agent/watcher.hpp"
#include "net/dns/dns_client.hpp"
#include "net/imap/imap_client.hpp"
#include "net/smtp/smtp_client.hpp"
#include "net/stream/curl_mail_connector.hpp"
#include "runtime/clock.hpp"
#include "runtime/random.hpp"

#include <asio/io_context.hpp>

#include <vector>

namespace cutwatch {

/// The event loop and everything that talks to the network on it. The order of the members matters: what
/// coroutines refer to is declared before the loop that ends them, what must go before the loop after it.
struct Network {
  explicit Network(const std::vector<IpAddress>& sources)
      : dns(io.get_executor(), clock, {.pool = {.sources = sources}}),
        curl(io.get_executor()),
        connector(curl, clock),
        smtp(connector, clock),
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
  net::DnsClient dns;
  net::CurlLoop curl;
  net::CurlMailConnector connector;
  net::SmtpClient smtp;
  net::ImapClient imap;
};

}  // namespace cutwatch
