#include "agent/server_log/log_follow.hpp"

#include "net/log/file_log.hpp"
#include "net/log/lines_before.hpp"
#include "tests/core/cutover/server_log/log_world.hpp"
#include "tests/net/log/log_bench.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::ClientOrigin;

namespace {

/// The old server's log in a file, and what is told of it.
struct Bench {
  LogBench files;
  std::vector<MailLogRead> told;
  cutover::Plan plan = log_plan();
  DomainState state;
  Sim sim;
  std::shared_ptr<LogFollow> follow;

  void begin(const std::optional<LogFilePosition>& position) {
    follow = std::make_shared<LogFollow>(
        sim.io.get_executor(), sim.clock, "example.org", cutover::ServerLog{.path = files.path},
        [this](const Observation& seen) { told.push_back(std::get<MailLogRead>(seen)); },
        [this] {
          return std::optional(LogSurroundings{.plan = plan, .state = state, .resolvers = kNobody});
        });
    if (position) follow->warm_up(net::lines_before(files.path, *position, LogFollow::kWarmUp));
    auto source =
        std::make_unique<net::FileLog>(sim.clock, files.path, net::LogBeginning::at_its_end, position);
    asio::co_spawn(sim.io, LogFollow::run(follow, std::move(source)), rethrow);
    sim.settle();
  }
  mail::LogFacts all() const {
    mail::LogFacts out;
    for (const auto& read : told) out = merged(std::move(out), read.facts);
    return out;
  }
  static inline const std::vector<dns::Resolver> kNobody;
};

LogFilePosition file_position(const MailLogRead& read) {
  return std::get<LogFilePosition>(read.position.value());
}

}  // namespace

TEST_CASE("each read is one observation with where it ended; nothing is told of silence") {
  Bench bench;
  bench.files.log("");
  bench.begin(std::nullopt);
  REQUIRE(bench.told.size() == 1);
  CHECK_FALSE(bench.told.front().failure.has_value());
  const auto text = text_of_lines(received("ABCDEF1", "x[203.0.113.9]"));
  bench.files.log(text);
  bench.sim.advance(Seconds{30});
  REQUIRE(bench.told.size() == 2);
  CHECK(bench.told.back().role == "old");
  CHECK(bench.told.back().source == bench.files.path);
  CHECK(bench.told.back().facts.accepted.at(ClientOrigin::other).count == 1);
  CHECK(file_position(bench.told.back()).offset == text.size());
}

TEST_CASE("a log that cannot be read is told, and that it can again") {
  Bench bench;
  bench.begin(std::nullopt);
  REQUIRE(bench.told.size() == 1);
  CHECK(bench.told.back().failure.has_value());
  bench.files.log("");
  bench.sim.advance(Seconds{3});
  REQUIRE(bench.told.size() == 2);
  CHECK_FALSE(bench.told.back().failure.has_value());
}

TEST_CASE("reads that come quickly are told together, once a second at most, and all of them") {
  Bench bench;
  bench.files.log("");
  bench.begin(std::nullopt);
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += text_of_lines(received(fmt::format("{:06X}", 0x100000 + i), "x[203.0.113.9]"));
  bench.files.log(text);
  bench.sim.advance(Millis{1500});
  CHECK(bench.told.size() <= 3);
  bench.sim.advance(Seconds{10});
  CHECK(bench.all().accepted.at(ClientOrigin::other).count == 20'000);
  CHECK(bench.told.back().behind == 0);
  CHECK(file_position(bench.told.back()).offset == text.size());
}

TEST_CASE("after a restart what was under way is known again, and nothing counts twice") {
  const auto begun = received("ABCDEF1", "x[203.0.113.9]");
  const auto counted = joined({received("ABCDEF2", "x[203.0.113.9]"), {delivered("ABCDEF2")}});
  const LogLines after{delivered("ABCDEF1"), removed("ABCDEF1"), delivered("ABCDEF2", "q@example.org"),
                       removed("ABCDEF2")};
  LogFilePosition position;
  Bench bench;
  bench.files.log("");
  bench.begin(std::nullopt);
  bench.files.log(text_of_lines(joined({begun, counted})));
  bench.sim.advance(Seconds{5});
  CHECK(bench.all().strangers.count == 1);
  position = file_position(bench.told.back());
  bench.follow->end();
  bench.told.clear();
  bench.files.log(text_of_lines(after));
  bench.begin(position);
  bench.sim.advance(Seconds{5});
  CHECK(bench.all().strangers.count == 1);
  CHECK(bench.all().last_strangers.front().queue_id == "ABCDEF1");
  CHECK(bench.all().accepted.empty());
  CHECK(bench.all().lines == after.size());
}

TEST_CASE("one that is not wanted any more tells nothing") {
  Bench bench;
  bench.files.log("");
  bench.begin(std::nullopt);
  bench.told.clear();
  bench.follow->end();
  bench.files.log(text_of_lines(received("ABCDEF1", "x[203.0.113.9]")));
  bench.sim.advance(Seconds{5});
  CHECK(bench.told.empty());
}
