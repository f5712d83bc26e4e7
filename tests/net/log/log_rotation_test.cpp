#include "net/log/log_follower.hpp"
#include "tests/net/log/log_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

using Cause = LogGap::Cause;

/// Beginnings of logs differ, as their times do.
const std::string kMonday = "Nov 23 00:00:01 monday\n";
const std::string kTuesday = "Nov 24 00:00:01 tuesday\n";
const std::string kWednesday = "Nov 25 00:00:01 wednesday\n";

}  // namespace

TEST_CASE("a renamed log is read to its end, and the new one from its start") {
  const LogBench bench;
  bench.log(kMonday);
  auto follower = bench.from_start();
  CHECK(follower.read().text == kMonday);
  bench.rename("mail.log", "mail.log.1");
  bench.log("");
  LogBench::append(bench.file("mail.log.1"), "late\n");
  CHECK(read_all(follower).text == "late\n");
  LogBench::append(bench.file("mail.log.1"), "later\n");  // its writer has it open until it is told
  CHECK(read_all(follower).text == "later\n");
  LogBench::append(bench.file("mail.log.1"), "last, without an end");
  bench.log(kTuesday);
  const auto read = read_all(follower);
  CHECK(read.text == "last, without an end\n" + kTuesday);
  CHECK(read.gaps.empty());
  bench.log("more\n");
  CHECK(read_all(follower).text == "more\n");
}

TEST_CASE("a log that was renamed while the agent was down is read to its end first") {
  const LogBench bench;
  bench.log(kMonday);
  auto before = bench.from_start();
  const auto last = before.read();
  bench.log("meanwhile\n");
  bench.rename("mail.log", "mail.log.1");
  bench.log(kTuesday);
  auto after = bench.resumed(last);
  const auto read = read_all(after);
  CHECK(read.text == "meanwhile\n" + kTuesday);
  CHECK(read.gaps.empty());
}

TEST_CASE("what was begun and rotated in between is read too, in its order, where it is plain") {
  const LogBench bench;
  bench.log(kMonday);
  auto before = bench.from_start();
  const auto last = before.read();
  LogBench::append(bench.file("mail.log.4"), "of last week\n");
  bench.written_at("mail.log.4", 0);
  bench.log("monday night\n");
  bench.rename("mail.log", "mail.log.3");
  bench.written_at("mail.log.3", 10);
  LogBench::append(bench.file("mail.log.2"), kTuesday);
  bench.written_at("mail.log.2", 20);
  LogBench::append(bench.file("mail.log.1"), kWednesday);
  bench.written_at("mail.log.1", 30);
  bench.log("Nov 26 thursday\n");
  auto after = bench.resumed(last);
  const auto read = read_all(after);
  CHECK(read.text == "monday night\n" + kTuesday + kWednesday + "Nov 26 thursday\n");
  CHECK(read.gaps.empty());
}

TEST_CASE("what was rotated in between and compressed is a gap, before the lines behind it") {
  const LogBench bench;
  bench.log(kMonday);
  auto follower = bench.from_start();
  follower.read();
  bench.log("monday night\n");
  bench.rename("mail.log", "mail.log.2");
  bench.written_at("mail.log.2", 10);
  LogBench::append(bench.file("mail.log.1.gz"), "\x1f\x8b");
  bench.written_at("mail.log.1.gz", 20);
  bench.log(kWednesday);
  const auto night = follower.read();
  CHECK(night.text == "monday night\n");
  CHECK(night.gaps.empty());
  const auto next = follower.read();
  CHECK(next.gaps == std::vector<LogGap>{{Cause::compressed, bench.file("mail.log.1.gz")}});
  CHECK(next.text == kWednesday);
}

TEST_CASE("rotated twice while the agent was down, with the file that was read compressed: a gap") {
  const LogBench bench;
  bench.log(kMonday);
  auto before = bench.from_start();
  const auto last = before.read();
  bench.rename("mail.log", "mail.log.2");
  LogBench::append(bench.file("mail.log.1"), kTuesday);
  LogBench::append(bench.file("mail.log.2.gz"), "\x1f\x8b");
  bench.log(kWednesday);
  bench.remove("mail.log.2");
  auto after = bench.resumed(last);
  const auto read = read_all(after);
  CHECK(read.gaps == Gaps{Cause::gone});
  CHECK(read.text == kWednesday);
}

TEST_CASE("a log that is copied and cut goes on in the copy, then at its start") {
  const LogBench bench;
  bench.log(kMonday);
  auto follower = bench.from_start();
  follower.read();
  bench.log("monday night\n");
  bench.copy("mail.log", "mail.log.1");
  bench.cut();
  bench.log(kTuesday);
  const auto read = read_all(follower);
  CHECK(read.text == "monday night\n" + kTuesday);
  CHECK(read.gaps.empty());
}

TEST_CASE("a log that was cut and is longer again than what was read is noticed") {
  const LogBench bench;
  bench.log(kMonday);
  auto follower = bench.from_start();
  const auto last = follower.read();
  bench.cut();
  const auto regrown = kTuesday + std::string(500, 'x') + "\n";
  bench.log(regrown);
  SUBCASE("while it is followed") {
    const auto read = read_all(follower);
    CHECK(read.gaps == Gaps{Cause::cut});
    CHECK(read.text == regrown);
  }
  SUBCASE("after a restart") {
    auto after = bench.resumed(last);
    const auto read = read_all(after);
    CHECK(read.gaps == Gaps{Cause::cut});
    CHECK(read.text == regrown);
  }
}

TEST_CASE("a log that was cut without a copy is a gap, told once, and a half line of it is forgotten") {
  const LogBench bench;
  bench.log(kMonday + "hal");
  auto follower = bench.from_start();
  follower.read();
  bench.cut();
  CHECK(read_all(follower).gaps == Gaps{Cause::cut});
  CHECK(read_all(follower).gaps.empty());
  bench.log(kTuesday);
  CHECK(read_all(follower).text == kTuesday);
}

TEST_CASE("a log that is deleted is told at the second look, and what is made anew is read from its start") {
  const LogBench bench;
  bench.log(kMonday);
  auto follower = bench.from_start();
  follower.read();
  bench.remove("mail.log");
  CHECK_FALSE(follower.read().failure);
  CHECK(follower.read().failure.value().detail.ends_with("No such file or directory"));
  bench.log(kTuesday);
  const auto read = read_all(follower);
  CHECK(read.text == kTuesday);
  CHECK(read.gaps.empty());
  CHECK_FALSE(read.last.failure);
}

TEST_CASE("a log that was deleted and made anew while the agent was down is a gap") {
  const LogBench bench;
  bench.log(kMonday);
  auto before = bench.from_start();
  const auto last = before.read();
  bench.remove("mail.log");
  bench.log(kTuesday + kWednesday);  // with the same inode, perhaps
  auto after = bench.resumed(last);
  const auto read = read_all(after);
  CHECK(read.gaps.size() == 1);
  CHECK(read.text == kTuesday + kWednesday);
}

TEST_CASE("a new log that cannot be read does not end the old one, and is read once it can") {
  const LogBench bench;
  bench.log(kMonday);
  auto follower = bench.from_start();
  follower.read();
  bench.rename("mail.log", "mail.log.1");
  std::filesystem::create_directory(bench.path);
  CHECK(follower.read().failure);
  LogBench::append(bench.file("mail.log.1"), "late\n");
  const auto late = follower.read();
  CHECK(late.text == "late\n");
  std::filesystem::remove(bench.path);
  bench.log(kTuesday);
  const auto read = read_all(follower);
  CHECK(read.text == kTuesday);
  CHECK_FALSE(read.last.failure);
}

TEST_CASE("a link beside the log is not taken for a rotated one") {
  const LogBench bench;
  bench.log(kMonday);
  auto before = bench.from_start();
  const auto last = before.read();
  bench.rename("mail.log", "elsewhere");
  std::filesystem::create_symlink(bench.file("elsewhere"), bench.file("mail.log.1"));
  bench.log(kTuesday);
  auto after = bench.resumed(last);
  CHECK(read_all(after).gaps == Gaps{Cause::gone});
}
