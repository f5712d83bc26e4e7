// DNS over TLS through libcurl, with a server on loopback.
#include "tests/net/secure_dns/tls_world.hpp"

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

TEST_CASE("a question over DoT is answered, over IPv4 and IPv6") {
  for (const std::string_view address : {"127.0.0.1", "::1"}) {
    TlsWorld world;
    TlsPeer peer(world.io.get_executor(), world.identity(), serve_dot, address);
    const auto exchange = world.ask_dot(peer);
    REQUIRE(exchange.reply.has_value());
    CHECK(exchange.reply->transport == dns::Transport::dot);
    CHECK(exchange.reply->message.answers.at(0).data == "10 mail.example.org.");
    CHECK(exchange.reply->duration > Micros{0});
  }
}

TEST_CASE("one connection carries question after question over DoT") {
  TlsWorld world;
  TlsPeer peer(world.io.get_executor(), world.identity(), serve_dot);
  for (int i = 0; i < 5; ++i) CHECK(world.ask_dot(peer).reply.has_value());
  CHECK(peer.connections() == 1);
}

TEST_CASE("a connection that the DoT server closed is opened again") {
  TlsWorld world;
  TlsPeer peer(world.io.get_executor(), world.identity(), [](TlsSocket& socket) -> Task<void> {
    const auto query = co_await read_message(socket);
    const auto reply = mx_reply(query);
    co_await write_octets(socket, Octets{0, static_cast<std::uint8_t>(reply.size())} + reply);
  });
  for (int i = 0; i < 3; ++i) CHECK(world.ask_dot(peer).reply.has_value());
  CHECK(peer.connections() == 3);
}

TEST_CASE("the certificate must prove the address where there is no name") {
  for (const std::string_view address : {"127.0.0.1", "::1"}) {
    TlsWorld world;
    TlsPeer peer(world.io.get_executor(), world.identity(std::string(address)), serve_dot, address);
    CHECK(world.ask_dot(peer, std::string(address)).reply.has_value());
    CHECK(failure_of(world.ask_dot(peer, "192.0.2.1")).kind == FailureKind::tls);
  }
}

TEST_CASE("what does not hold of a certificate is said, and no question leaves") {
  TlsWorld world;
  const TestAuthority stranger;
  struct Row {
    Identity identity;
    const char* words;
  };
  const Row rows[] = {
      {world.identity("other.example.net"),
       "certificate, which must prove dns.example.net: hostname mismatch"},
      {world.authority.issue(kDnsName, kLongAgo), "certificate has expired"},
      {stranger.issue(kDnsName, kFarAhead), "certificate signature failure"},
  };
  for (const auto& row : rows) {
    INFO(row.words);
    bool is_asked = false;
    TlsPeer peer(world.io.get_executor(), row.identity, [&](TlsSocket& socket) -> Task<void> {
      co_await read_message(socket);
      is_asked = true;
    });
    const auto failure = failure_of(world.ask_dot(peer));
    CHECK(failure.kind == FailureKind::tls);
    INFO(failure.detail);
    CHECK(mentions(failure.detail, row.words));
    CHECK(mentions(failure.detail, to_string(peer.endpoint())));
    CHECK_FALSE(is_asked);
  }
}

TEST_CASE("a port that is closed is a refusal") {
  TlsWorld world;
  Endpoint nobody = TlsPeer(world.io.get_executor(), world.identity(), serve_dot).endpoint();
  nobody.port = 1;
  const auto exchange =
      world.ask(nobody, dns::DotChannel{.tls_name = kDnsName, .ca_file = world.authority.file()});
  CHECK(failure_of(exchange).kind == FailureKind::refused);
}

TEST_CASE("a hostile DoT server gets nothing but its deadline") {
  TlsWorld world;
  struct Row {
    const char* what;
    TlsPeer::Serve serve;
    FailureKind kind;
  };
  const Row rows[] = {
      {"mute",
       [](TlsSocket& socket) -> Task<void> { co_await read_message(socket), co_await read_message(socket); },
       FailureKind::timeout},
      {"a length that is never made good",
       [](TlsSocket& socket) -> Task<void> {
         co_await read_message(socket);
         co_await write_octets(socket, octets("ffff 0000"));
         co_await read_message(socket);
       },
       FailureKind::timeout},
      {"closed inside a message",
       [](TlsSocket& socket) -> Task<void> {
         co_await read_message(socket);
         co_await write_octets(socket, octets("0100 0000"));
       },
       FailureKind::malformed},
      {"closed without a word", [](TlsSocket& socket) -> Task<void> { co_await read_message(socket); },
       FailureKind::refused},
      {"empty messages without end",
       [](TlsSocket& socket) -> Task<void> {
         for (;;) co_await write_octets(socket, octets("0000"));
       },
       FailureKind::malformed},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    TlsPeer peer(world.io.get_executor(), world.identity(), row.serve);
    CHECK(to_string(failure_of(world.ask_dot(peer, kDnsName, 600ms)).kind) == to_string(row.kind));
  }
}

TEST_CASE("a server that wants the handshake again gets none, and no certificate is looked at twice") {
  TlsWorld world;
  const auto serve = [](TlsSocket& socket) -> Task<void> {
    co_await read_message(socket);
    SSL_renegotiate(socket.native_handle());
    co_await write_octets(socket, octets("0000"));
    co_await read_message(socket);
  };
  TlsPeer peer(world.io.get_executor(), world.identity(), serve, "127.0.0.1", TlsPeer::Version::tls_1_2);
  CHECK_FALSE(world.ask_dot(peer, kDnsName, 600ms).reply.has_value());  // the sanitizers watch
}

TEST_CASE("a question leaves from the configured address; one that is not here is unreachable") {
  TlsWorld world;
  std::string client;
  TlsPeer peer(world.io.get_executor(), world.identity(), [&](TlsSocket& socket) -> Task<void> {
    client = socket.next_layer().remote_endpoint().address().to_string();
    co_await serve_dot(socket);
  });
  TlsPeer peer6(world.io.get_executor(), world.identity(), serve_dot, "::1");
  const auto address = [](std::string_view text) { return IpAddress::parse(text).value(); };
  const auto ask_from = [&](const TlsPeer& whom, std::vector<IpAddress> sources) {
    DotCarrier dot(world.io.get_executor(), world.connector, world.clock, {.sources = sources});
    DohCarrier doh(world.https, world.clock, sources);
    SecureDnsClient client_from(world.io.get_executor(), world.clock, dot, doh);
    auto over_tls = world.ask_with(client_from, whom.endpoint(), world.dot_channel());
    const auto over_https = world.ask_with(client_from, whom.endpoint(), world.doh_channel());
    if (!over_tls.reply) CHECK(failure_of(over_https).kind == failure_of(over_tls).kind);
    return over_tls;
  };
  CHECK(ask_from(peer, {address("127.0.0.9")}).reply.has_value());
  CHECK(client == "127.0.0.9");
  CHECK(failure_of(ask_from(peer, {address("192.0.2.7")})).kind == FailureKind::unreachable);
  CHECK(failure_of(ask_from(peer6, {address("2001:db8::7")})).kind == FailureKind::unreachable);
  CHECK(ask_from(peer6, {address("192.0.2.7")}).reply.has_value());  // of the other family
}
