#pragma once
#include "runtime/task.hpp"
#include "tests/net/dns/wire.hpp"
#include "tests/support/test_certificate.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ssl.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace cutwatch::test {

using TlsSocket = asio::ssl::stream<asio::ip::tcp::socket>;

/// A real TLS server on loopback: each connection is served by a function after its handshake. What the
/// function throws ends the connection.
class TlsPeer {
 public:
  using Serve = std::function<Task<void>(TlsSocket&)>;

  enum class Version : std::uint8_t { newest, tls_1_2 };

  TlsPeer(const asio::any_io_executor& executor, const Identity& identity, Serve serve,
          std::string_view address = "127.0.0.1", Version version = Version::newest);

  Endpoint endpoint() const;
  /// Connections accepted so far, whether their handshake succeeded or not.
  int connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// The next message behind its length.
Task<Octets> read_message(TlsSocket& socket);
Task<void> write_octets(TlsSocket& socket, Octets octets);

struct HttpRequest {
  std::string head;
  Octets body;
};
Task<HttpRequest> read_request(TlsSocket& socket);
/// An HTTP/1.1 response with its length.
Octets http_response(std::string_view status, std::string_view content_type, const Octets& body);

/// Answers every question of the connection with the MX.
Task<void> serve_dot(TlsSocket& socket);
Task<void> serve_doh(TlsSocket& socket);

}  // namespace cutwatch::test
