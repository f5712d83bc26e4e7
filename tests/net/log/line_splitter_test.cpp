#include "net/log/line_splitter.hpp"

#include "net/log/log_read.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;

namespace {

struct Split {
  LineSplitter lines{8};
  std::string out;
  Split& feed(std::string_view bytes) {
    lines.feed(bytes, out);
    return *this;
  }
};

}  // namespace

TEST_CASE("a line is whole with its newline, however it is cut into pieces") {
  const std::string text = "one\ntwo\n\nfour\r\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Split split;
    split.feed(text.substr(0, cut)).feed(text.substr(cut));
    CHECK(split.out == text);
    CHECK(split.lines.waiting() == 0);
  }
  Split half;
  CHECK(half.feed("one\ntw").out == "one\n");
  CHECK(half.lines.waiting() == 2);
  CHECK(half.feed("o").feed("\n").out == "one\ntwo\n");
}

TEST_CASE("NULs and octets of any kind are kept") {
  const std::string text("a\0b\xff\n", 5);
  CHECK(Split().feed(text).out == text);
}

TEST_CASE("a line at the limit is whole, one octet more is shortened, and the next line is not") {
  Split split;
  split.feed("12345678\n");
  CHECK(split.lines.take_shortened() == 0);
  split.feed("123456789\nx\n");
  CHECK(split.out == "12345678\n12345678\nx\n");
  CHECK(split.lines.take_shortened() == 1);
  CHECK(split.lines.take_shortened() == 0);
}

TEST_CASE("a long line is shortened the same whatever pieces it comes in, and takes no more memory") {
  Split split;
  for (int i = 0; i < 1000; ++i) split.feed("abc");
  CHECK(split.out.empty());
  CHECK(split.lines.waiting() == 3000);
  split.feed("\nnext\n");
  CHECK(split.out == "abcabcab\nnext\n");
  CHECK(split.lines.take_shortened() == 1);
}

TEST_CASE("what waits is a line when no more comes, or is dropped") {
  Split split;
  split.feed("half");
  split.lines.finish(split.out);
  split.lines.finish(split.out);
  CHECK(split.out == "half\n");
  split.feed("more");
  split.lines.drop();
  split.lines.finish(split.out);
  CHECK(split.out == "half\n");
}

TEST_CASE("each line of a text is taken once") {
  std::vector<std::string> taken;
  each_line("a\n\nb\nc", [&](std::string_view line) { taken.emplace_back(line); });
  CHECK(taken == std::vector<std::string>{"a", "", "b", "c"});
}
