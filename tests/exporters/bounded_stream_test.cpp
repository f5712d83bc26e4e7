#include "exporters/http/bounded_stream.hpp"

#include "tests/exporters/http_client.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace cutwatch;
using namespace cutwatch::exporters;
using test::SteppedClock;

namespace {

struct Pair {
  std::array<int, 2> ends{};
  Pair() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0); }
  ~Pair() {
    close(ends[0]);
    close(ends[1]);
  }
  void say(std::string_view bytes) const {
    CHECK(::send(ends[1], bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
};

}  // namespace

TEST_CASE("a connection has one deadline for all its reads, however often the client sends") {
  const Pair pair;
  SteppedClock clock;
  BoundedStream stream(pair.ends[0], clock, {clock.steady() + Millis{1000}, 100});
  char byte = 0;
  for (int i = 0; i < 3; ++i) {
    pair.say("x");
    CHECK(stream.read(&byte, 1) == 1);
    clock.advance(Millis{300});
  }
  clock.advance(Millis{100});
  CHECK_FALSE(stream.is_readable());
  CHECK(stream.read(&byte, 1) < 0);
}

TEST_CASE("what had come before the deadline is read behind it: whoever was slow, it was not the client") {
  const Pair pair;
  SteppedClock clock;
  BoundedStream stream(pair.ends[0], clock, {clock.steady() + Millis{1000}, 100});
  pair.say("x");
  clock.advance(Millis{5000});
  char byte = 0;
  CHECK(stream.is_readable());
  CHECK(stream.read(&byte, 1) == 1);
  CHECK(stream.read(&byte, 1) < 0);
}

TEST_CASE("a response has its own deadline, from its first octet on") {
  const Pair pair;
  SteppedClock clock;
  BoundedStream stream(pair.ends[0], clock, {clock.steady() + Millis{1000}, 100, Millis{1000}});
  clock.advance(Millis{30'000});  // so long the page took to be made
  CHECK(stream.is_writable());
  CHECK(stream.write("y", 1) == 1);
  const std::string much(100'000, 'y');
  while (send(pair.ends[0], much.data(), much.size(), MSG_DONTWAIT) > 0) {
  }
  clock.advance(Millis{1000});
  CHECK_FALSE(stream.is_writable());
  CHECK(stream.write("y", 1) < 0);
}

TEST_CASE("a connection has one budget of bytes for all its reads") {
  const Pair pair;
  SteppedClock clock;
  BoundedStream stream(pair.ends[0], clock, {clock.steady() + Millis{1000}, 10});
  pair.say("0123456789abcdef");
  std::array<char, 32> buffer{};
  CHECK(stream.read(buffer.data(), 4) == 4);
  CHECK(stream.read(buffer.data(), 32) == 6);
  CHECK(stream.read(buffer.data(), 32) < 0);
}

TEST_CASE("the end of the connection is the end of the stream") {
  const Pair pair;
  SteppedClock clock;
  BoundedStream stream(pair.ends[0], clock, {clock.steady() + Millis{1000}, 10});
  shutdown(pair.ends[1], SHUT_WR);
  char byte = 0;
  CHECK(stream.read(&byte, 1) == 0);
}
