#include "net/stream/curl_loop.hpp"

#include "runtime/task.hpp"
#include "tests/support/connection_bench.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// Starts a connection attempt to a mute server and lets it get under way.
struct Pending {
  Bench bench;
  ScriptedServer peer{bench.io.get_executor(), {hold()}};
  asio::cancellation_signal signal;
  std::optional<Connection> connection;

  Pending() {
    asio::co_spawn(bench.io,
                   bench.connector.connect(server_at(peer), MailProtocol::smtp, "agent.example.net",
                                           bench.clock.steady() + 1h),
                   asio::bind_cancellation_slot(signal.slot(), [this](std::exception_ptr, Connection ended) {
                     connection.emplace(std::move(ended));
                   }));
    while (peer.client().empty()) bench.io.run_one_for(1s);
    bench.io.poll();
  }
};

}  // namespace

TEST_CASE("stopping the loop ends what is pending as cancelled, and what comes later as well") {
  Pending pending;
  CHECK_FALSE(pending.connection.has_value());
  pending.bench.loop.stop();
  pending.bench.io.poll();
  REQUIRE(pending.connection.has_value());
  CHECK(failure_of(*pending.connection).kind == FailureKind::cancelled);
  CHECK(failure_of(pending.bench.connect(server_at(pending.peer))).kind == FailureKind::cancelled);
}

TEST_CASE("a cancelled coroutine gives its connection attempt up") {
  Pending pending;
  pending.signal.emit(asio::cancellation_type::terminal);
  for (int i = 0; i < 10 && !pending.connection; ++i) pending.bench.io.run_one_for(1s);
  CHECK(pending.connection.has_value());
}

TEST_CASE("a world that ends in the middle of a connection attempt leaves nothing behind") {
  const Pending pending;  // The sanitizers watch the destructors.
  CHECK_FALSE(pending.connection.has_value());
}

TEST_CASE("a connection may outlive the loop that made it") {
  RealClock clock;
  asio::io_context io;
  std::unique_ptr<Stream> stream;
  ScriptedServer peer(io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()});
  {
    CurlLoop loop(io.get_executor());
    CurlMailConnector connector(loop, clock);
    asio::co_spawn(
        io, connector.connect(server_at(peer), MailProtocol::smtp, "agent.example.net", clock.steady() + 5s),
        [&](std::exception_ptr, Connection ended) { stream = std::move(ended.stream).value(); });
    while (!stream) io.run_one_for(1s);
  }
  CHECK(stream != nullptr);
}

TEST_CASE("many connections at once on one thread") {
  Bench bench;
  std::vector<ScriptedServer> peers;
  std::vector<Task<Connection>> tasks;
  for (int i = 0; i < 50; ++i) {
    peers.emplace_back(bench.io.get_executor(),
                       std::vector{say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()});
    tasks.push_back(bench.connector.connect(server_at(peers.back()), MailProtocol::smtp, "agent.example.net",
                                            bench.clock.steady() + 20s));
  }
  const auto connections = bench.run(gather(std::move(tasks)));
  for (const Connection& connection : connections) CHECK(connection.stream.has_value());
}
