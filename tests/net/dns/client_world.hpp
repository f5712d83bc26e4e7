#pragma once
#include "net/dns/dns_client.hpp"
#include "net/dns/socket_address.hpp"
#include "net/dns/udp_socket.hpp"
#include "tests/net/dns/wire.hpp"
#include "tests/support/sim.hpp"

#include <asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace cutwatch::test {

/// A server's UDP socket, worked by hand: the test takes the query and says what comes back, and from where.
class UdpPeer {
 public:
  struct Query {
    Octets octets;
    net::SocketAddress from;
  };

  /// Port 0: any. Throws std::system_error when the port is taken.
  explicit UdpPeer(std::string_view address = "127.0.0.1", std::uint16_t port = 0);
  const Endpoint& endpoint() const { return endpoint_; }
  /// What has come, if anything.
  std::optional<Query> take();
  void send(const Octets& octets, const net::SocketAddress& to) const;

 private:
  net::FileHandle handle_;
  Endpoint endpoint_;
};

/// What one exchange came to; empty while it lasts.
using Asked = std::shared_ptr<std::optional<net::DnsExchange>>;

/// An engine in a world with its own time, and a server's socket that it asks. Only the datagrams are real.
struct ClientWorld {
  explicit ClientWorld(net::DnsClientOptions options = {}, std::string_view address = "127.0.0.1");

  Sim sim;

 private:
  std::function<Task<void>(asio::ip::tcp::socket)> script_;
  void accept();
  asio::ip::tcp::acceptor acceptor_;  // bound from the start; until it listens, connections are refused

 public:
  UdpPeer peer;
  std::unique_ptr<net::DnsClient> client;

  /// Starts an exchange for the MX of example.org.
  Asked ask(Millis patience = Millis{10000}) { return ask(peer.endpoint(), patience); }
  Asked ask(const Endpoint& server, Millis patience);
  /// The next query that the server gets; fails the test when none comes.
  UdpPeer::Query query();
  /// Whether the server has been asked again.
  bool is_asked();
  /// Sends a reply and lets the engine read it.
  void reply(const Octets& octets, const net::SocketAddress& to);
  /// Turns the event loop until the condition holds; fails the test when it does not within two seconds.
  void until(const std::function<bool()>& condition);
  net::DnsExchange result(const Asked& asked);

  /// Serves TCP on the server's port: `script` gets each connection.
  void serve_tcp(std::function<Task<void>(asio::ip::tcp::socket)> script);
};

/// Reads one query with its length prefix.
Task<Octets> read_query(asio::ip::tcp::socket& socket);
/// With its length prefix.
Octets framed(const Octets& message);
Task<void> write(asio::ip::tcp::socket& socket, Octets octets);

}  // namespace cutwatch::test
