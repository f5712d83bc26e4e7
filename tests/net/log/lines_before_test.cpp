#include "net/log/lines_before.hpp"

#include "tests/net/log/log_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

LogFilePosition end_of(LogBench& bench) {
  auto follower = bench.from_start();
  return std::get<LogFilePosition>(read_all(follower).last.position.value());
}

}  // namespace

TEST_CASE("the last whole lines before a position, and none behind it") {
  LogBench bench;
  bench.log("one\ntwo\nthree\n");
  const auto position = end_of(bench);
  bench.log("four\n");
  CHECK(lines_before(bench.path, position, 1000) == "one\ntwo\nthree\n");
  CHECK(lines_before(bench.path, position, 10) == "three\n");
  CHECK(lines_before(bench.path, position, 6) == "");
  CHECK(lines_before(bench.path, position, 3) == "");
}

TEST_CASE("a file that was rotated since is found beside it") {
  LogBench bench;
  bench.log("one\ntwo\n");
  const auto position = end_of(bench);
  SUBCASE("by name") {
    bench.rename("mail.log", "mail.log.1");
    CHECK(lines_before(bench.path, position, 1000) == "one\ntwo\n");
    bench.log("other\nlines, more of them\n");
  }
  SUBCASE("by copying") {
    bench.copy("mail.log", "mail.log.1");
    bench.cut();
    CHECK(lines_before(bench.path, position, 1000) == "one\ntwo\n");
    bench.log("other\nlines, more of them\n");
  }
  CHECK(lines_before(bench.path, position, 1000) == "one\ntwo\n");
  CHECK(lines_before(bench.path, position, 5) == "two\n");
}

TEST_CASE("of one that was cut, replaced, or is gone there is nothing") {
  LogBench bench;
  bench.log("one\ntwo\n");
  const auto position = end_of(bench);
  bench.cut();
  CHECK(lines_before(bench.path, position, 1000) == "");
  bench.log("other\nlines, more of them\n");
  CHECK(lines_before(bench.path, position, 1000) == "");
  bench.remove("mail.log");
  CHECK(lines_before(bench.path, position, 1000) == "");
}
