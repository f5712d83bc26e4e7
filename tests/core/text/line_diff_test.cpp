#include "core/text/line_diff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using cutwatch::line_diff;

namespace {

using Lines = std::vector<std::string>;

struct Case {
  Lines before;
  Lines after;
  std::string diff;
};

}  // namespace

TEST_CASE("only the lines between the common start and the common end are shown") {
  const Case cases[] = {
      {{}, {}, ""},
      {{"a", "b"}, {"a", "b"}, ""},
      {{}, {"a"}, "+a"},
      {{"a"}, {}, "-a"},
      {{"a"}, {""}, "-a\n+"},
      {{"a", "b"}, {"a", "b", "c"}, "+c"},
      {{"a", "b"}, {"c", "a", "b"}, "+c"},
      {{"a", "b", "c"}, {"a", "x", "c"}, "-b\n+x"},
      {{"a", "b", "c"}, {"a", "c"}, "-b"},
      {{"a", ".b", "c"}, {"a", "b", "c", "d"}, "-.b\n-c\n+b\n+c\n+d"},
      // The start takes what could as well be the end.
      {{"a"}, {"a", "a"}, "+a"},
      {{"a", "a", "a"}, {"a", "a"}, "-a"},
  };
  for (const auto& [before, after, diff] : cases) CHECK(line_diff(before, after) == diff);
}

TEST_CASE("what is no printable ASCII is written as such") {
  CHECK(line_diff(Lines{"a\tb"}, Lines{"\x1b[31m\xc3\xa4\n"}) == "-a\\x09b\n+\\x1b[31m\\xc3\\xa4\\x0a");
}

TEST_CASE("long lines and many lines are cut, and marked") {
  const auto long_line = line_diff(Lines{}, Lines{std::string(201, 'x')});
  CHECK(long_line == "+" + std::string(197, 'x') + "...");
  CHECK(line_diff(Lines{}, Lines{std::string(200, 'x')}) == "+" + std::string(200, 'x'));
  CHECK(line_diff(Lines(8, "a"), Lines{"b"}) == "-a\n-a\n-a\n-a\n-a\n-a\n-a\n-a\n+b");
  CHECK(line_diff(Lines{"b"}, Lines(9, "a")) == "-b\n+a\n+a\n+a\n+a\n+a\n+a\n+a\n+a\n+...");
}

TEST_CASE("the whole is at most 1024 octets, whatever the lines") {
  std::size_t longest = 0;
  for (std::size_t length = 1; length < 220; ++length) {
    const Lines before(9, std::string(length, 'a'));
    const Lines after(9, std::string(length, 'b'));
    const auto diff = line_diff(before, after);
    longest = std::max(longest, diff.size());
    CHECK(diff.ends_with("+..."));
    CHECK(diff.contains("-...\n+"));
  }
  CHECK(longest <= 1024);
  CHECK(longest > 1000);
}
