#include "core/mail/received_lines.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace cutwatch::mail;

namespace {

const std::string kLine = "from p ([198.51.100.7]) by old.example id B; Tue, 01 Dec 2026 00:00:04 +0000";

}  // namespace

TEST_CASE("Received lines: as they stand there, and as they read") {
  const ReceivedLines lines{kLine, "nonsense"};
  CHECK(lines.values() == std::vector<std::string>{kLine, "nonsense"});
  REQUIRE(lines.trace().fields.size() == 2);
  CHECK(lines.trace().fields[0].value().id == "B");
  CHECK_FALSE(lines.trace().fields[1].has_value());
}

TEST_CASE("Received lines: copies share what was read, and nobody is left without") {
  ReceivedLines lines{kLine};
  const auto* trace = &lines.trace();
  const auto copy = lines;
  CHECK(&copy.trace() == trace);
  const auto moved = std::move(lines);
  CHECK(&moved.trace() == trace);
  CHECK(lines == moved);  // NOLINT(bugprone-use-after-move): that is what is asked
}

TEST_CASE("Received lines: none, and other ones") {
  CHECK(ReceivedLines().values().empty());
  CHECK(ReceivedLines().trace().fields.empty());
  CHECK(ReceivedLines{kLine} == ReceivedLines{kLine});
  CHECK_FALSE(ReceivedLines{kLine} == ReceivedLines{kLine, kLine});
}
