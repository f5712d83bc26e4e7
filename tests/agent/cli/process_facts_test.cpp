#include "agent/process_facts.hpp"

#include <doctest/doctest.h>

#include <array>

#include <unistd.h>

TEST_CASE("the facts of the process are its own") {
  const auto before = cutwatch::read_process_facts();
  CHECK(before.cpu_seconds > 0);
  CHECK(before.cpu_seconds < 60);
  CHECK(before.resident_bytes > 1024.0 * 1024);
  CHECK(before.open_fds >= 3);
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  CHECK(cutwatch::read_process_facts().open_fds == before.open_fds + 2);
  close(ends[0]);
  close(ends[1]);
  CHECK(cutwatch::read_process_facts().open_fds == before.open_fds);
  CHECK(cutwatch::read_process_facts().cpu_seconds >= before.cpu_seconds);
}
