// DNS over HTTPS through libcurl, with a server on loopback that speaks HTTP/1.1.
#include "tests/net/secure_dns/tls_world.hpp"

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

constexpr std::string_view kType = "application/dns-message";

Octets text(std::string_view characters) { return {characters.begin(), characters.end()}; }

/// Answers the first request so, and then nothing more.
TlsPeer::Serve answering(std::function<Octets(const HttpRequest&)> answer) {
  return [answer](TlsSocket& socket) -> Task<void> {
    const auto request = co_await read_request(socket);
    co_await write_octets(socket, answer(request));
    co_await read_request(socket);
  };
}

}  // namespace

TEST_CASE("a question over DoH is answered, over IPv4 and IPv6") {
  for (const std::string_view address : {"127.0.0.1", "::1"}) {
    TlsWorld world;
    TlsPeer peer(world.io.get_executor(), world.identity(), serve_doh, address);
    const auto exchange = world.ask_doh(peer);
    REQUIRE(exchange.reply.has_value());
    CHECK(exchange.reply->transport == dns::Transport::doh);
    CHECK(exchange.reply->message.answers.at(0).data == "10 mail.example.org.");
    CHECK(exchange.reply->duration > Micros{0});
  }
}

TEST_CASE("what is asked is a POST of the message, with id zero") {
  TlsWorld world;
  HttpRequest seen;
  TlsPeer peer(world.io.get_executor(), world.identity(), answering([&](const HttpRequest& request) {
                 seen = request;
                 return http_response("200 OK", kType, mx_reply(request.body));
               }));
  CHECK(world.ask_doh(peer).reply.has_value());
  CHECK(seen.head.starts_with("POST /dns-query HTTP/1.1\r\nHost: dns.example.net\r\n"));
  CHECK(mentions(seen.head, "\r\nContent-Type: application/dns-message\r\n"));
  CHECK(mentions(seen.head, "\r\nAccept: application/dns-message\r\n"));
  CHECK_FALSE(mentions(seen.head, "Expect"));
  CHECK_FALSE(mentions(seen.head, "User-Agent"));
  CHECK(seen.body.at(0) + seen.body.at(1) == 0);
}

TEST_CASE("one connection carries question after question over DoH") {
  TlsWorld world;
  TlsPeer peer(world.io.get_executor(), world.identity(), serve_doh);
  for (int i = 0; i < 5; ++i) CHECK(world.ask_doh(peer).reply.has_value());
  CHECK(peer.connections() == 1);
}

TEST_CASE("a connection that the DoH server closed is opened again") {
  TlsWorld world;
  TlsPeer peer(world.io.get_executor(), world.identity(), [](TlsSocket& socket) -> Task<void> {
    const auto request = co_await read_request(socket);
    co_await write_octets(socket, http_response("200 OK", kType, mx_reply(request.body)));
  });
  for (int i = 0; i < 3; ++i) CHECK(world.ask_doh(peer).reply.has_value());
  CHECK(peer.connections() == 3);
}

TEST_CASE("a connection on which a question went unanswered is not used again") {
  TlsWorld world;
  int served = 0;
  TlsPeer peer(world.io.get_executor(), world.identity(), [&](TlsSocket& socket) -> Task<void> {
    const bool is_mute_later = ++served == 1;
    for (int i = 0;; ++i) {
      const auto request = co_await read_request(socket);
      if (is_mute_later && i == 1) continue;
      co_await write_octets(socket, http_response("200 OK", kType, mx_reply(request.body)));
    }
  });
  CHECK(world.ask_doh(peer).reply.has_value());
  CHECK(failure_of(world.ask_doh(peer, kDnsName, 300ms)).kind == FailureKind::timeout);
  CHECK(world.ask_doh(peer).reply.has_value());
  CHECK(peer.connections() == 2);
}

TEST_CASE("the certificate must prove the host of the URL") {
  TlsWorld world;
  TlsPeer wrong(world.io.get_executor(), world.identity("other.example.net"), serve_doh);
  const auto failure = failure_of(world.ask_doh(wrong));
  CHECK(failure.kind == FailureKind::tls);
  CHECK(mentions(failure.detail, "DoH: "));
  CHECK(mentions(failure.detail, "hostname mismatch"));
  TlsPeer expired(world.io.get_executor(), world.authority.issue(kDnsName, kLongAgo), serve_doh);
  CHECK(mentions(failure_of(world.ask_doh(expired)).detail, "certificate has expired"));
  TlsPeer by_address(world.io.get_executor(), world.identity("127.0.0.1"), serve_doh);
  CHECK(world.ask_doh(by_address, "127.0.0.1").reply.has_value());
}

TEST_CASE("a connection proven by other certificates is not shared") {
  TlsWorld world;
  const TestAuthority stranger;
  TlsPeer peer(world.io.get_executor(), world.identity(), serve_doh);
  CHECK(world.ask_doh(peer).reply.has_value());
  const dns::DohChannel other{.url = "https://dns.example.net/dns-query", .ca_file = stranger.file()};
  CHECK(failure_of(world.ask(peer.endpoint(), other)).kind == FailureKind::tls);
}

TEST_CASE("a hostile DoH server gets nothing but its deadline") {
  TlsWorld world;
  struct Row {
    const char* what;
    TlsPeer::Serve serve;
    FailureKind kind;
  };
  const Row rows[] = {
      {"mute",
       [](TlsSocket& socket) -> Task<void> { co_await read_request(socket), co_await read_request(socket); },
       FailureKind::timeout},
      {"a page", answering([](const auto&) { return http_response("200 OK", "text/html", text("<html>")); }),
       FailureKind::malformed},
      {"a status", answering([](const auto&) { return http_response("403 Forbidden", kType, {}); }),
       FailureKind::protocol},
      {"a redirect", answering([](const auto&) {
         return text("HTTP/1.1 307 Elsewhere\r\nLocation: https://192.0.2.1/\r\nContent-Length: 0\r\n\r\n");
       }),
       FailureKind::protocol},
      {"another question", answering([](const HttpRequest& request) {
         auto reply = mx_reply(request.body);
         reply.at(14) ^= 1U;
         return http_response("200 OK", kType, reply);
       }),
       FailureKind::malformed},
      {"a length above the cap", answering([](const auto&) {
         return text(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: "
                    "70000\r\n\r\n") +
                Octets(70'000);
       }),
       FailureKind::malformed},
      {"a body without end", answering([](const auto&) {
         return text("HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\n\r\n") + Octets(200'000);
       }),
       FailureKind::malformed},
      {"headers without end", answering([](const auto&) {
         std::string head = "HTTP/1.1 200 OK\r\n";
         for (int i = 0; i < 2000; ++i) head += "X-Filler: 0123456789\r\n";
         return text(head);
       }),
       FailureKind::malformed},
      {"a body that does not come", answering([](const auto&) {
         return text(
             "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: 50\r\n\r\nab");
       }),
       FailureKind::timeout},
      {"no HTTP", answering([](const auto&) { return text("SSH-2.0-x\r\n\r\n"); }), FailureKind::protocol},
      {"closed without a word", [](TlsSocket& socket) -> Task<void> { co_await read_request(socket); },
       FailureKind::protocol},
      {"closed inside the body",
       [](TlsSocket& socket) -> Task<void> {
         co_await read_request(socket);
         co_await write_octets(
             socket,
             text(
                 "HTTP/1.1 200 OK\r\nContent-Type: application/dns-message\r\nContent-Length: 50\r\n\r\nab"));
       },
       FailureKind::protocol},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    TlsPeer peer(world.io.get_executor(), world.identity(), row.serve);
    const auto exchange = world.ask_doh(peer, kDnsName, 600ms);
    const auto failure = failure_of(exchange);
    INFO(failure.detail);
    CHECK(to_string(failure.kind) == to_string(row.kind));
  }
}
