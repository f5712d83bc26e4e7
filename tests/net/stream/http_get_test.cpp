#include "net/stream/http_get.hpp"

#include "tests/support/scripted_server.hpp"

#include <asio/io_context.hpp>
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <thread>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// The page of a server that follows the script while this thread waits for it.
Result<HttpPage> page_of(std::vector<ServerStep> script, const HttpLimits& limits = {}) {
  asio::io_context io;
  const ScriptedServer peer(io.get_executor(), std::move(script));
  std::jthread serving([&io] { io.run(); });
  auto page = http_get(fmt::format("http://127.0.0.1:{}/x", peer.endpoint().port), limits);
  io.stop();
  return page;
}

ServerStep page(const char* status, const char* body) {
  return say(fmt::format("HTTP/1.1 {}\r\nConnection: close\r\n\r\n{}", status, body));
}

}  // namespace

TEST_CASE("a page of any status is a page") {
  const auto good = page_of({hear("GET /x HTTP/1.1"), page("200 OK", "hello")});
  REQUIRE(good);
  CHECK(good->status == 200);
  CHECK(good->body == "hello");
  const auto missing = page_of({hear("GET /x"), page("404 Not Found", "")});
  REQUIRE(missing);
  CHECK(missing->status == 404);
}

TEST_CASE("a redirect is not followed: nobody else is asked") {
  const auto moved =
      page_of({hear("GET /x"),
               say("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\n\r\n")});
  REQUIRE(moved);
  CHECK(moved->status == 302);
}

TEST_CASE("a page that does not end is given up at the limit") {
  const auto endless =
      page_of({hear("GET /x"), say("HTTP/1.1 200 OK\r\n\r\n"), say_endlessly("more and more\n")},
              {.most_octets = 1000});
  REQUIRE_FALSE(endless);
  CHECK(endless.error().kind == FailureKind::malformed);
  CHECK(endless.error().detail.ends_with(": the page is larger than allowed"));
}

TEST_CASE("a server that is mute, closed, or speaks something else") {
  CHECK(page_of({hold()}, {.patience = Millis{50}}).error().kind == FailureKind::timeout);
  CHECK(page_of({hear("GET /x"), say("220 mail.example.org ESMTP\r\n")}).error().kind ==
        FailureKind::malformed);
  CHECK(http_get("http://127.0.0.1:1/", {}).error().kind == FailureKind::refused);
}

TEST_CASE("no other protocol is spoken: an address of a file is no page") {
  CHECK(http_get("file:///etc/hostname", {}).error().kind == FailureKind::malformed);
  CHECK(http_get("https://127.0.0.1:1/", {}).error().kind == FailureKind::malformed);
  CHECK(http_get("", {}).error().kind == FailureKind::malformed);
}
