#include "exporters/http/turned_away.hpp"

#include "tests/exporters/http_client.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <vector>

#include <fcntl.h>

using namespace cutwatch;
using namespace cutwatch::exporters;
using namespace cutwatch::test;

namespace {

/// A client's end of a connection, and the server's as long as nobody has taken it over.
struct Connection {
  int client = -1;
  int server = -1;

  Connection() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    client = ends[0];
    server = ends[1];
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(client); }

  std::string read() const {
    std::array<char, 4096> buffer;
    const auto size = recv(client, buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "(nothing came)" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }
  bool is_open() const { return send(client, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1; }
};

}  // namespace

TEST_CASE("who is turned away is told so whole, then sees the end") {
  SteppedClock clock;
  TurnedAway turned_away(clock);
  Connection connection;
  turned_away.take(connection.server);
  const auto response = connection.read();
  CHECK(response.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  const auto body = response.substr(response.find("\r\n\r\n") + 4);
  CHECK(response.contains("\r\nContent-Length: " + std::to_string(body.size()) + "\r\n"));
  CHECK(connection.read().empty());
}

TEST_CASE("a request that is still under way is read past, for a second") {
  SteppedClock clock;
  TurnedAway turned_away(clock);
  Connection connection;
  turned_away.take(connection.server);
  clock.advance(Millis{999});
  turned_away.sweep();
  CHECK(connection.is_open());
  clock.advance(Millis{1});
  turned_away.sweep();
  CHECK_FALSE(connection.is_open());
}

TEST_CASE("a client that has closed is closed at the next look") {
  SteppedClock clock;
  TurnedAway turned_away(clock);
  Connection connection;
  turned_away.take(connection.server);
  shutdown(connection.client, SHUT_WR);
  CHECK(fcntl(connection.server, F_GETFD) >= 0);
  turned_away.sweep();
  CHECK(fcntl(connection.server, F_GETFD) < 0);
}

TEST_CASE("a client that takes nothing in is not waited for") {
  SteppedClock clock;
  TurnedAway turned_away(clock);
  Connection connection;
  while (send(connection.server, "x", 1, MSG_DONTWAIT) == 1) {
  }
  turned_away.take(connection.server);
  CHECK(connection.is_open());
}

TEST_CASE("no more than 64 are kept: the oldest gives way") {
  SteppedClock clock;
  TurnedAway turned_away(clock);
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i <= TurnedAway::kMost; ++i) {
    connections.push_back(std::make_unique<Connection>());
    turned_away.take(connections.back()->server);
  }
  CHECK_FALSE(connections[0]->is_open());
  CHECK(connections[1]->is_open());
  CHECK(connections.back()->is_open());
}
