#include "tests/net/dns/client_world.hpp"

#include <asio/buffer.hpp>
#include <asio/ip/address.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <doctest/doctest.h>

#include <cerrno>
#include <string>
#include <system_error>

#include <poll.h>
#include <sys/socket.h>

namespace cutwatch::test {

UdpPeer::UdpPeer(std::string_view address, std::uint16_t port)
    : handle_(socket(net::native(IpAddress::parse(address).value().family()), SOCK_DGRAM | SOCK_NONBLOCK, 0)),
      endpoint_{IpAddress::parse(address).value(), port} {
  net::SocketAddress own(endpoint_);
  if (bind(handle_.get(), own.data(), own.size()) != 0) {
    throw std::system_error(errno, std::generic_category(), "bind");
  }
  socklen_t size = net::SocketAddress::capacity();
  getsockname(handle_.get(), own.data(), &size);
  endpoint_.port = own.port();
}

std::optional<UdpPeer::Query> UdpPeer::take() {
  Query query{.octets = Octets(1500), .from = {}};
  socklen_t size = net::SocketAddress::capacity();
  const auto got =
      recvfrom(handle_.get(), query.octets.data(), query.octets.size(), 0, query.from.data(), &size);
  if (got < 0) return std::nullopt;
  query.octets.resize(static_cast<std::size_t>(got));
  return query;
}

void UdpPeer::send(const Octets& octets, const net::SocketAddress& to) const {
  CHECK(sendto(handle_.get(), octets.data(), octets.size(), 0, to.data(), to.size()) >= 0);
}

namespace {

/// A port that is ours over UDP and TCP: parallel tests would else take the one between our binding the
/// other.
UdpPeer open_peer(std::string_view address, asio::ip::tcp::acceptor& acceptor) {
  while (true) {
    const asio::ip::tcp::endpoint any(asio::ip::make_address(address), 0);
    acceptor.open(any.protocol());
    acceptor.bind(any);
    try {
      return UdpPeer(address, acceptor.local_endpoint().port());
    } catch (const std::system_error&) {
      acceptor.close();
    }
  }
}

}  // namespace

ClientWorld::ClientWorld(net::DnsClientOptions options, std::string_view address)
    : acceptor_(sim.io),
      peer(open_peer(address, acceptor_)),
      client(std::make_unique<net::DnsClient>(sim.io.get_executor(), sim.clock, std::move(options))) {}

Asked ClientWorld::ask(const Endpoint& server, Millis patience) {
  auto asked = std::make_shared<std::optional<net::DnsExchange>>();
  const auto deadline = sim.clock.steady() + patience;
  asio::co_spawn(sim.io, client->exchange(server, query_for("example.org", dns::RrType::mx), deadline),
                 [asked](std::exception_ptr error, net::DnsExchange exchange) {
                   CHECK_FALSE(error);
                   asked->emplace(std::move(exchange));
                 });
  sim.settle();
  return asked;
}

void ClientWorld::until(const std::function<bool()>& condition) {
  for (int turn = 0; turn < 400; ++turn) {
    sim.settle();
    if (condition()) return;
    poll(nullptr, 0, 5);  // the kernel's turn
  }
  FAIL("it did not come about within two seconds");
}

UdpPeer::Query ClientWorld::query() {
  std::optional<UdpPeer::Query> query;
  until([&] { return (query = peer.take()).has_value(); });
  return *query;
}

bool ClientWorld::is_asked() {
  sim.settle();
  return peer.take().has_value();
}

void ClientWorld::reply(const Octets& octets, const net::SocketAddress& to) {
  peer.send(octets, to);
  sim.settle();
}

net::DnsExchange ClientWorld::result(const Asked& asked) {
  until([&] { return asked->has_value(); });
  return **asked;
}

void ClientWorld::serve_tcp(std::function<Task<void>(asio::ip::tcp::socket)> script) {
  acceptor_.listen();
  script_ = std::move(script);  // coroutines refer to what the function captured
  accept();
}

void ClientWorld::accept() {
  acceptor_.async_accept([this](asio::error_code error, asio::ip::tcp::socket socket) {
    if (error) return;
    asio::co_spawn(sim.io, script_(std::move(socket)), [](std::exception_ptr) {});
    accept();
  });
}

Task<Octets> read_query(asio::ip::tcp::socket& socket) {
  Octets query(2);
  co_await asio::async_read(socket, asio::buffer(query), asio::use_awaitable);
  query.resize(static_cast<std::size_t>(query[0] << 8 | query[1]));
  co_await asio::async_read(socket, asio::buffer(query), asio::use_awaitable);
  co_return query;
}

Octets framed(const Octets& message) {
  return Octets{static_cast<std::uint8_t>(message.size() >> 8),
                static_cast<std::uint8_t>(message.size() & 0xff)} +
         message;
}

Task<void> write(asio::ip::tcp::socket& socket, Octets octets) {
  co_await asio::async_write(socket, asio::buffer(octets), asio::use_awaitable);
}

}  // namespace cutwatch::test
