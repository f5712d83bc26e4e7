#include "agent/server_log/log_follow.hpp"

#include "net/log/file_log.hpp"
#include "tests/agent/server_log/scripted_log.hpp"
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
  ScriptedLogs scripted;
  std::vector<MailLogRead> told;
  cutover::Plan plan = log_plan();
  DomainState state;
  Sim sim;
  std::shared_ptr<LogFollow> follow;

  void prepare() {
    follow = std::make_shared<LogFollow>(
        sim.io.get_executor(), sim.clock, "example.org", cutover::ServerLog{.path = files.path},
        [this](const Observation& seen) { told.push_back(std::get<MailLogRead>(seen)); },
        [this] {
          return std::optional(LogSurroundings{.plan = plan, .state = state, .resolvers = kNobody});
        });
  }
  void begin(const std::optional<LogFilePosition>& position) {
    prepare();
    LogFollow::begin(follow, std::make_unique<net::FileLog>(sim.clock, files.path,
                                                            net::LogBeginning::at_its_end, position));
    sim.settle();
  }
  void begin_script(std::deque<std::optional<net::LogRead>> reads) {
    LogFollow::begin(follow, std::make_unique<ScriptedLog>(sim.clock, scripted, std::move(reads)));
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
  SUBCASE("where it was") {}
  SUBCASE("in a file that was rotated meanwhile") { bench.files.rename("mail.log", "mail.log.1"); }
  bench.files.log(text_of_lines(after));
  bench.begin(position);
  bench.sim.advance(Seconds{5});
  CHECK(bench.all().strangers.count == 1);
  CHECK(bench.all().last_strangers.front().queue_id == "ABCDEF1");
  CHECK(bench.all().accepted.empty());
  CHECK(bench.all().lines == after.size());
}

TEST_CASE(
    "what was read before, nobody knows how far, is a hole, and what comes again is not counted again") {
  Bench bench;
  mail::LogFacts counted{.lines = 4};
  counted.last_line = kLogTime;
  bench.sim.clock.step_wall(kLogNow - bench.sim.clock.wall());
  bench.prepare();
  bench.follow->go_on_after(counted);
  const auto again = joined({received("ABCDEF1", "x[203.0.113.9]"), {delivered("ABCDEF1")}});
  const LogLines more{
      "Dec  1 20:00:01 mx postfix/virtual[1]: ABCDEF1: to=<q@example.org>, relay=virtual, "
      "delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)"};
  bench.begin_script(
      {net::LogRead{}, net::LogRead{.text = text_of_lines(again)},
       net::LogRead{.text = text_of_lines(joined({more, received("ABCDEF2", "y[203.0.113.8]")}))}});
  bench.sim.advance(Seconds{5});
  CHECK(bench.all().gaps.count == 1);
  CHECK(bench.all().lines == 4);
  CHECK(bench.all().strangers.count == 0);
  CHECK(bench.all().accepted.at(ClientOrigin::other).count == 1);
  CHECK(bench.all().forwarded.at(mail::ForwardStatus::sent).count == 1);
}

TEST_CASE("a clock that is put back while reads wait leaves no line in the future") {
  Bench bench;
  bench.sim.clock.step_wall(kLogTime - bench.sim.clock.wall());
  bench.prepare();
  bench.begin_script(
      {net::LogRead{}, net::LogRead{.text = text_of_lines(received("ABCDEF1", "x[203.0.113.9]"))}});
  REQUIRE(bench.told.size() == 1);
  bench.sim.clock.step_wall(-Millis{Seconds{3600}});
  bench.sim.advance(Seconds{2});
  REQUIRE(bench.told.size() == 2);
  CHECK(bench.told.back().facts.last_line == bench.told.back().at);
  CHECK(bench.told.back().at <= bench.sim.clock.wall());
}

TEST_CASE("a line that was cut is counted as one that was not read") {
  Bench bench;
  bench.prepare();
  bench.begin_script({net::LogRead{.text = removed("ABCDEF1") + "\n", .shortened = 1}});
  CHECK(bench.told.back().facts.lines == 1);
  CHECK(bench.told.back().facts.unparsed == 1);
}

TEST_CASE("what goes wrong in reading is told, and ends nothing else") {
  Bench bench;
  bench.prepare();
  bench.begin_script({net::LogRead{}, std::nullopt});
  REQUIRE(bench.told.back().failure);
  CHECK(bench.told.back().failure->detail == "reading ended: no\\x1bway");
  CHECK(bench.scripted.open == 0);
}

TEST_CASE("one that is not wanted any more gives its source up") {
  Bench bench;
  bench.files.log("");
  bench.begin(std::nullopt);
  CHECK(bench.sim.clock.sleeping() == 1);
  bench.follow->end();
  bench.sim.settle();
  CHECK(bench.sim.clock.sleeping() == 0);
  CHECK(bench.told.size() == 1);
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
