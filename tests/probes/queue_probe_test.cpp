#include "tests/support/probe_bench.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

/// A queue, and a program that prints what a file holds.
struct QueueBench : ProbeBench {
  TempDirectory directory;
  QueueBench() {
    plan.servers = {{.role = cutover::ServerRole::old_server,
                     .addresses = {{.host = "mail.example.org", .endpoint = endpoint("192.0.2.10:25")}},
                     .sends_from = {}}};
    std::ofstream(directory.file("queue")) << R"({"queue_name": "deferred", "queue_id": "2A8E1F4", )"
                                           << R"("arrival_time": 1796083100, "message_size": 513, )"
                                           << R"("recipients": [{"address": "a@example.org"}]})"
                                           << "\n";
    prints({"cat", directory.file("queue")});
  }
  void prints(std::vector<std::string> command, mail::QueueFormat format = mail::QueueFormat::postfix) {
    plan.queues = {{.format = format, .command = std::move(command), .interval = Seconds{60}}};
  }
  void prints_by(const std::string& script) { prints({"sh", "-c", script}); }

  /// Waits for the child, while the clock stands still, or has come to `deadline` at once.
  QueueLooked look(Millis later = Millis{0}) {
    const auto planned = probe("queue/");
    std::optional<std::vector<Observation>> out;
    asio::co_spawn(sim.io,
                   planned.probe->run({.clock = sim.clock,
                                       .random = random,
                                       .dns = dns,
                                       .smtp = smtp,
                                       .imap = imap,
                                       .journal = journal,
                                       .pace = pace,
                                       .known = known}),
                   [&](std::exception_ptr error, std::vector<Observation> seen) {
                     if (error) std::rethrow_exception(error);
                     out = std::move(seen);
                   });
    if (later > Millis{0}) sim.advance(later);
    while (!out) {
      sim.io.restart();
      sim.io.run_one();
    }
    REQUIRE(out->size() == 1);
    return std::get<QueueLooked>(out->front());
  }
};

}  // namespace

TEST_CASE("the program is run, and what it prints is the queue") {
  QueueBench bench;
  const auto seen = bench.look();
  CHECK(seen.domain == "example.org");
  CHECK(seen.role == "old");
  CHECK(seen.source == "cat " + bench.directory.file("queue"));
  CHECK(seen.at == bench.sim.clock.wall());
  REQUIRE(seen.facts);
  CHECK(seen.facts->messages == 1);
  CHECK(seen.facts->staying_own == 1);
}

TEST_CASE("arguments go to the program as they are, no shell between") {
  QueueBench bench;
  bench.prints({"printf", "%s\n", R"({"queue_id":"A","recipients":[{"address":"$(id)@b;c"}]})"});
  const auto seen = bench.look();
  REQUIRE(seen.facts);
  CHECK(seen.facts->destinations.contains("b;c"));
}

TEST_CASE("nothing printed by a program that ends well is an empty queue; by one that fails it is none") {
  QueueBench bench;
  bench.prints({"true"});
  REQUIRE(bench.look().facts);
  CHECK(bench.look().facts->messages == 0);
  bench.prints_by("echo 'mail system is \033[31mdown' >&2; exit 69");
  const auto failed = bench.look().facts;
  REQUIRE_FALSE(failed);
  CHECK(failed.error().kind == FailureKind::refused);
  CHECK(failed.error().detail == "sh ended with status 69: mail system is \\x1b[31mdown");
  // Not half a queue either.
  bench.prints_by("cat '" + bench.directory.file("queue") + "'; exit 1");
  CHECK_FALSE(bench.look().facts);
}

TEST_CASE("a program that is not there, and one that prints something else, are failures") {
  QueueBench bench;
  bench.prints({"/nowhere/postqueue", "-j"});
  CHECK(bench.look().facts.error().detail.starts_with("/nowhere/postqueue cannot be started"));
  bench.prints({"echo", "Mail queue is empty"});
  CHECK(bench.look().facts.error().kind == FailureKind::malformed);
}

TEST_CASE("a program that hangs is killed when its time is up") {
  QueueBench bench;
  const auto pid_file = bench.directory.file("pid");
  bench.prints_by("echo $$ > '" + pid_file + "'; exec sleep 1000");
  const auto seen = bench.look(Seconds{60});
  REQUIRE_FALSE(seen.facts);
  CHECK(seen.facts.error() == Failure{FailureKind::timeout, "sh had not ended after 60 s"});
}

TEST_CASE("a list without end is cut, and the program with it") {
  QueueBench bench;
  bench.prints_by("yes \"$(printf '{\"queue_id\":\"A\",\"sender\":\"%0100000d\"}' 1)\"");
  const auto seen = bench.look();
  REQUIRE(seen.facts);
  CHECK(seen.facts->is_cut);
  CHECK(seen.facts->messages > 600);
  CHECK(seen.facts->unreadable == 0);
}

TEST_CASE("one probe a queue, at its interval; none without") {
  QueueBench bench;
  const auto planned = bench.probe("queue/");
  CHECK(planned.id == "queue/example.org/old");
  CHECK(planned.interval == Seconds{60});
  CHECK(planned.probe->name() == "queue");
  CHECK(std::ranges::find(kProbeKinds, "queue") != kProbeKinds.end());
  bench.plan.queues.clear();
  CHECK(
      std::ranges::none_of(bench.planned(), [](const auto& each) { return each.id.starts_with("queue/"); }));
}
