#pragma once
#include "net/stream/curl_mail_connector.hpp"
#include "runtime/clock.hpp"
#include "tests/support/scripted_server.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::test {

using namespace std::chrono_literals;

inline constexpr const char* kHost = "mx.example.org";
inline constexpr const char* kEhlo = "EHLO agent.example.net\r\n";
inline constexpr WallTime kFarAway = std::chrono::sys_days{std::chrono::year{2099} / 5 / 6} + 7h;

/// Real time, real sockets on loopback; a test ends long before the limit or fails.
struct Bench {
  RealClock clock;
  asio::io_context io;
  net::CurlLoop loop{io.get_executor()};
  net::CurlMailConnector connector{loop, clock};

  template <class T>
  T run(asio::awaitable<T> task) {
    std::optional<T> result;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
      if (error) std::rethrow_exception(error);
      result.emplace(std::move(value));
    });
    io.restart();
    for (int i = 0; i < 100'000 && !result; ++i) io.run_one_for(1s);
    REQUIRE(result.has_value());
    return std::move(*result);
  }

  net::Connection connect(mail::MailServer server, net::MailProtocol protocol = net::MailProtocol::smtp,
                          Millis patience = 5s) {
    return run(
        connector.connect(std::move(server), protocol, "agent.example.net", clock.steady() + patience));
  }
};

inline mail::MailServer server_at(const ScriptedServer& peer, mail::TlsMode tls = mail::TlsMode::none) {
  return {
      .host = kHost, .endpoint = peer.endpoint(), .tls = tls, .source = {}, .ca_file = {}, .credentials = {}};
}

inline Failure failure_of(const net::Connection& connection) {
  REQUIRE_FALSE(connection.stream.has_value());
  return connection.stream.error();
}

inline bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace cutwatch::test
