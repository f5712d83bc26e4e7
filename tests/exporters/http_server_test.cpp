#include "exporters/http/http_server.hpp"

#include "tests/exporters/http_client.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::exporters;
using namespace cutwatch::test;

namespace {

const Endpoint kAnyPort{IpAddress::v4({127, 0, 0, 1}), 0};

struct Bench {
  SteppedClock clock;
  std::unique_ptr<HttpServer> server;

  explicit Bench(Routes routes = {{"/page", [] { return HttpResponse{.body = "hello\n"}; }}},
                 Millis step = Millis{0}, Routes actions = {})
      : clock(step) {
    server = HttpServer::start({kAnyPort}, {.pages = std::move(routes), .actions = std::move(actions)}, clock)
                 .value();
  }
  std::uint16_t port() const { return server->ports().front(); }
};

bool is_status(const std::string& response, int status) {
  return response.starts_with("HTTP/1.1 " + std::to_string(status));
}

}  // namespace

TEST_CASE("a page is answered once, whole, and the connection closed") {
  const Bench bench;
  const auto response = get(bench.port(), "/page");
  CHECK(is_status(response, 200));
  CHECK(response.ends_with("\r\n\r\nhello\n"));
  CHECK(response.contains("X-Content-Type-Options: nosniff\r\n"));
  CHECK(response.contains("Cache-Control: no-store\r\n"));
  const auto head = get(bench.port(), "/page", "HEAD");
  CHECK(is_status(head, 200));
  CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("a large page arrives whole") {
  const std::string large(3'000'000, 'x');
  const Bench bench({{"/large", [&] { return HttpResponse{.body = large}; }}});
  CHECK(get(bench.port(), "/large").ends_with("\r\n\r\n" + large));
}

TEST_CASE("what is not served is refused with its status") {
  const Bench bench;
  CHECK(is_status(get(bench.port(), "/nothing"), 404));
  CHECK(is_status(get(bench.port(), "/page/"), 404));
  CHECK(is_status(get(bench.port(), "/../etc/passwd"), 404));
  CHECK(is_status(get(bench.port(), "/page", "POST"), 405));
  CHECK(is_status(get(bench.port(), "/page", "GET", "evil.example"), 421));
  CHECK(is_status(get(bench.port(), "/page", "POST", "localhost", "Transfer-Encoding: chunked\r\n"), 411));
  CHECK(is_status(get(bench.port(), "/page"), 200));
}

TEST_CASE("an action is done by POST, and by nothing else") {
  std::atomic<int> done = 0;
  const Bench bench({}, Millis{0}, {{"/act", [&] {
                                       ++done;
                                       return HttpResponse{.body = "done\n"};
                                     }}});
  CHECK(is_status(get(bench.port(), "/act"), 405));
  CHECK(is_status(get(bench.port(), "/act", "HEAD"), 405));
  CHECK(is_status(get(bench.port(), "/act", "POST", "evil.example"), 421));
  CHECK(is_status(get(bench.port(), "/act", "POST", "localhost", "Origin: http://www.example.org\r\n"), 403));
  CHECK(done == 0);
  const auto response = get(bench.port(), "/act", "POST", "localhost", "Content-Length: 0\r\n");
  CHECK(is_status(response, 200));
  CHECK(response.ends_with("\r\n\r\ndone\n"));
  CHECK(done == 1);
}

TEST_CASE("a port that is taken is an error that says what to do") {
  const Bench bench;
  const auto second = HttpServer::start({Endpoint{kAnyPort.address, bench.port()}}, {}, bench.clock);
  REQUIRE_FALSE(second);
  CHECK(second.error().detail.contains("[web] listen"));
}

TEST_CASE("headers without an end are cut") {
  const Bench bench;
  RawClient client(bench.port());
  client.send("GET /page HTTP/1.1\r\nHost: localhost\r\n");
  for (int i = 0; i < 2'000; ++i) {
    if (!client.send("X-Filler-" + std::to_string(i) + ": " + std::string(100, 'x') + "\r\n")) break;
  }
  CHECK_FALSE(client.rest().contains("hello"));
  RawClient line(bench.port());
  for (int i = 0; i < 2'000 && line.send(std::string(100, 'x')); ++i) {
  }
  CHECK_FALSE(line.rest().contains("hello"));
  CHECK(is_status(get(bench.port(), "/page"), 200));
}

TEST_CASE("a client that stops within its request is cut") {
  // Every look at the clock takes 200 ms: it need not be waited for.
  const Bench bench({{"/page", [] { return HttpResponse{.body = "hello\n"}; }}}, Millis{200});
  RawClient slow(bench.port());
  slow.send("GET /page HTTP/1.1\r\nHost: lo");
  CHECK_FALSE(slow.rest().contains("hello"));
}

TEST_CASE("a page that takes long to be made is answered all the same") {
  SteppedClock* clock = nullptr;
  Bench bench({{"/slow", [&] {
                  clock->advance(Millis{5000});
                  return HttpResponse{.body = "done\n"};
                }}});
  clock = &bench.clock;
  CHECK(get(bench.port(), "/slow").ends_with("\r\n\r\ndone\n"));
}

TEST_CASE("the 65th connection is told to come again while 64 are being served, and closed") {
  std::latch go(1);
  const Bench bench({{"/slow", [&] {
                        go.wait();
                        return HttpResponse{.body = "done\n"};
                      }}});
  std::vector<RawClient> clients;
  for (std::size_t i = 0; i < HttpServer::kMaxConnections; ++i) {
    clients.emplace_back(bench.port());
    clients.back().send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  RawClient mute(bench.port());
  RawClient over(bench.port());
  over.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  for (auto* turned_away : {&over, &mute}) {
    const auto response = turned_away->rest();
    CHECK(is_status(response, 503));
    CHECK(response.contains("\r\nRetry-After: 1\r\n"));
    CHECK(response.contains("\r\nConnection: close\r\n"));
    CHECK_FALSE(response.contains("(nothing came)"));
  }
  go.count_down();
  for (auto& client : clients) CHECK(client.rest().ends_with("done\n"));
  CHECK(is_status(get(bench.port(), "/slow"), 200));
}
