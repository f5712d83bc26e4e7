#include "net/log/log_change.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::net;

namespace {

const std::string kHead = "Nov 23 08:00:00 mx postfix/smtpd[1]: connect\n";

LogFilePosition position() {
  return {
      .device = 5, .inode = 70, .offset = 1000, .head_size = kHead.size(), .head_print = head_print(kHead)};
}

LogFileFacts file(std::uint64_t inode, std::uint64_t size) {
  return {.device = 5, .inode = inode, .size = size, .written = 1};
}

}  // namespace

TEST_CASE("a file that grew, or did not, is the same") {
  CHECK(log_change(position(), file(70, 1000), kHead) == LogChange::none);
  CHECK(log_change(position(), file(70, 9000), kHead) == LogChange::none);
}

TEST_CASE("a file that is shorter than what was read, or begins otherwise, was cut") {
  CHECK(log_change(position(), file(70, 999), kHead) == LogChange::cut);
  auto other = kHead;
  other[5] = '4';
  CHECK(log_change(position(), file(70, 9000), other) == LogChange::cut);
  CHECK(log_change(position(), file(70, 9000), kHead.substr(1)) == LogChange::cut);
}

TEST_CASE("another inode, or the same one on another device, is another file") {
  CHECK(log_change(position(), file(71, 9000), kHead) == LogChange::replaced);
  auto elsewhere = file(70, 9000);
  elsewhere.device = 6;
  CHECK(log_change(position(), elsewhere, kHead) == LogChange::replaced);
}

TEST_CASE("a copy under another inode holds what was read") {
  CHECK(holds_what_was_read(position(), file(99, 1000), kHead));
  CHECK_FALSE(holds_what_was_read(position(), file(99, 999), kHead));
}

TEST_CASE("an old file is left once something was written to the new one") {
  CHECK_FALSE(is_left_behind(file(70, 10), file(70, 10)));
  CHECK_FALSE(is_left_behind(file(70, 10), file(71, 0)));
  CHECK(is_left_behind(file(70, 10), file(71, 1)));
}
