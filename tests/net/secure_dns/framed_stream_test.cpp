#include "net/secure_dns/framed_stream.hpp"

#include "tests/net/secure_dns/carrier_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

using Received = Result<std::vector<std::uint8_t>>;

/// A peer that says these pieces, one a second, to whoever sends it one framed octet.
struct Talk {
  explicit Talk(std::vector<std::string> pieces, bool is_mute = false) {
    script->turns.push_back({.expected = std::string("\0\1?", 3),
                             .pieces = std::move(pieces),
                             .delay = 1s,
                             .failure = {},
                             .is_mute = is_mute});
  }

  Received receive(Millis patience = 10s) {
    const auto task = [&]() -> Task<Received> {
      const auto deadline = sim.clock.steady() + patience;
      if (!has_sent) {
        const std::vector<std::uint8_t> question{'?'};
        has_sent = (co_await stream.send(question, deadline)).has_value();
      }
      co_return co_await stream.receive(deadline);
    };
    return sim.run(task()).value();
  }

  Sim sim;
  std::shared_ptr<Script> script = std::make_shared<Script>();
  FramedStream stream{std::make_unique<ScriptedStream>(script, sim.clock)};
  bool has_sent = false;
};

std::string text(const char* octets, std::size_t size) { return {octets, size}; }

}  // namespace

TEST_CASE("a message arrives whole, however its octets are cut") {
  const std::vector<std::vector<std::string>> cuts{
      {text("\0\3abc", 5)},
      {text("\0", 1), text("\3", 1), "a", "b", "c"},
      {text("\0\3a", 3), "bc"},
  };
  for (const auto& pieces : cuts) {
    Talk talk(pieces);
    const auto message = talk.receive();
    REQUIRE(message.has_value());
    CHECK(*message == std::vector<std::uint8_t>{'a', 'b', 'c'});
    CHECK_FALSE(talk.stream.has_rest());
  }
}

TEST_CASE("two messages in one piece come out one after the other") {
  Talk talk({text("\0\1a\0\2bc", 7)});
  CHECK(talk.receive().value().size() == 1);
  CHECK(talk.stream.has_rest());
  CHECK(talk.receive().value().size() == 2);
}

TEST_CASE("a length of nothing is a message without octets") {
  Talk talk({text("\0\0", 2)});
  CHECK(talk.receive().value().empty());
}

TEST_CASE("closing between messages is a refusal, closing inside one is malformed") {
  CHECK(Talk({}).receive().error().kind == FailureKind::refused);
  CHECK(Talk({text("\0", 1)}).receive().error().kind == FailureKind::malformed);
  CHECK(Talk({text("\xff\xff"
                   "abc",
                   5)})
            .receive()
            .error()
            .kind == FailureKind::malformed);
}

TEST_CASE("a length that is never made good ends with the deadline") {
  Talk talk({text("\xff\xff"
                  "abc",
                  5)},
            true);
  CHECK(talk.receive().error().kind == FailureKind::timeout);
  CHECK(talk.sim.clock.steady().time_since_epoch() == 10s);
}

TEST_CASE("an octet a second does not win time") {
  Talk talk(std::vector<std::string>(100, "x"));
  CHECK(talk.receive(5s).error().kind == FailureKind::timeout);
  CHECK(talk.sim.clock.steady().time_since_epoch() == 5s);
}
