#include "tests/net/secure_dns/tls_peer.hpp"

#include <asio/buffer.hpp>
#include <asio/read.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>
#include <fmt/core.h>

namespace cutwatch::test {
namespace {

asio::ssl::context server_context(const Identity& identity, TlsPeer::Version version) {
  asio::ssl::context context(version == TlsPeer::Version::tls_1_2 ? asio::ssl::context::tlsv12_server
                                                                  : asio::ssl::context::tls_server);
  context.use_certificate(asio::buffer(identity.certificate), asio::ssl::context::pem);
  context.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
  // Every handshake is a whole one, with a certificate.
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  return context;
}

}  // namespace

struct TlsPeer::State {
  State(const asio::any_io_executor& executor, const Identity& identity, Serve serve_,
        std::string_view address_, Version version)
      : serve(std::move(serve_)),
        address(IpAddress::parse(address_).value()),
        context(server_context(identity, version)),
        acceptor(executor, {asio::ip::make_address(address_), 0}) {}

  Serve serve;
  IpAddress address;
  asio::ssl::context context;
  asio::ip::tcp::acceptor acceptor;
  int connections = 0;

  static Task<void> handle(std::shared_ptr<State> self, asio::ip::tcp::socket socket) {
    TlsSocket stream(std::move(socket), self->context);
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, as_result);
    if (!error) co_await self->serve(stream);
  }

  static void accept(const std::shared_ptr<State>& self) {
    self->acceptor.async_accept([self](asio::error_code error, asio::ip::tcp::socket socket) {
      if (error) return;
      ++self->connections;
      asio::co_spawn(self->acceptor.get_executor(), handle(self, std::move(socket)),
                     [](std::exception_ptr) {});
      accept(self);
    });
  }
};

TlsPeer::TlsPeer(const asio::any_io_executor& executor, const Identity& identity, Serve serve,
                 std::string_view address, Version version)
    : state_(std::make_shared<State>(executor, identity, std::move(serve), address, version)) {
  State::accept(state_);
}

Endpoint TlsPeer::endpoint() const { return {state_->address, state_->acceptor.local_endpoint().port()}; }
int TlsPeer::connections() const { return state_->connections; }

Task<Octets> read_message(TlsSocket& socket) {
  Octets message(2);
  co_await asio::async_read(socket, asio::buffer(message), asio::use_awaitable);
  message.resize(static_cast<std::size_t>(message[0] << 8 | message[1]));
  co_await asio::async_read(socket, asio::buffer(message), asio::use_awaitable);
  co_return message;
}

Task<void> write_octets(TlsSocket& socket, Octets octets) {
  co_await asio::async_write(socket, asio::buffer(octets), asio::use_awaitable);
}

Task<HttpRequest> read_request(TlsSocket& socket) {
  std::string text;
  const auto end =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(text), "\r\n\r\n", asio::use_awaitable);
  HttpRequest request{.head = text.substr(0, end),
                      .body = Octets(text.begin() + static_cast<std::ptrdiff_t>(end), text.end())};
  const auto length_at = request.head.find("Content-Length: ");
  const auto here = request.body.size();
  request.body.resize(std::stoul(request.head.substr(length_at + 16)));
  co_await asio::async_read(socket, asio::buffer(request.body.data() + here, request.body.size() - here),
                            asio::use_awaitable);
  co_return request;
}

Octets http_response(std::string_view status, std::string_view content_type, const Octets& body) {
  const auto head = fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n", status,
                                content_type, body.size());
  return Octets(head.begin(), head.end()) + body;
}

Task<void> serve_dot(TlsSocket& socket) {
  for (;;) {
    const auto query = co_await read_message(socket);
    const auto reply = mx_reply(query);
    co_await write_octets(socket, Octets{static_cast<std::uint8_t>(reply.size() >> 8),
                                         static_cast<std::uint8_t>(reply.size() & 0xff)} +
                                      reply);
  }
}

Task<void> serve_doh(TlsSocket& socket) {
  for (;;) {
    const auto request = co_await read_request(socket);
    co_await write_octets(socket, http_response("200 OK", "application/dns-message", mx_reply(request.body)));
  }
}

}  // namespace cutwatch::test
