#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::ClientOrigin;

namespace {

const std::string kComer = "mx.sender.test[203.0.113.9]";

LogLines one_message(const std::string& id, std::string_view client = kComer) {
  return joined({received(id, client), {delivered(id), removed(id)}});
}

/// The same with the date written with its year.
LogLines in_year(const LogLines& lines, std::string_view year) {
  LogLines out;
  for (const auto& line : lines)
    out.push_back(fmt::format("{}-12-01T20:00:00+00:00", year) + line.substr(sizeof("Dec  1 20:00:00") - 1));
  return out;
}

}  // namespace

TEST_CASE("a line that is cut anywhere harms no other, and makes no mail of nothing") {
  const auto whole = one_message("ABCDEF1");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (std::size_t length = 0; length < whole[at].size(); ++length) {
      auto lines = whole;
      lines[at].resize(length);
      lines = joined({lines, one_message("ABCDEF2")});
      const auto facts = ReadLog{}.of(lines);
      CHECK(facts.strangers.count >= 1);
      CHECK(facts.strangers.count <= 2);
      CHECK(mail::tally_of(facts.accepted, ClientOrigin::other).count <= 2);
    }
  }
}

TEST_CASE("a line into which another was written is read as what it is: at most one of both") {
  const auto whole = one_message("ABCDEF1");
  for (std::size_t at = 0; at + 1 < whole.size(); ++at) {
    for (std::size_t cut = 0; cut < whole[at].size(); cut += 3) {
      auto lines = whole;
      lines[at] = whole[at].substr(0, cut) + whole[at + 1] + whole[at].substr(cut);
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      const auto facts = ReadLog{}.of(joined({lines, one_message("ABCDEF2")}));
      CHECK(facts.strangers.count >= 1);
      CHECK(facts.strangers.count <= 2);
    }
  }
}

TEST_CASE("NULs between, before and in lines cost those lines alone") {
  // A hole that a crash left in a file, and a line that follows it without its newline.
  const std::string hole(4096, '\0');
  const auto facts = ReadLog{}.of(joined({one_message("ABCDEF1"), {hole}, one_message("ABCDEF2")}));
  CHECK(facts.strangers.count == 2);
  CHECK(facts.unparsed == 1);
  auto lines = one_message("ABCDEF3");
  lines.front().insert(lines.front().find("client=") + 7, 1, '\0');
  CHECK(ReadLog{}.of(lines).strangers.count == 1);
  lines = one_message("ABCDEF3");
  lines.back().insert(0, 1, '\0');
  CHECK(ReadLog{}.of(lines).unparsed == 1);
}

TEST_CASE("a line of a megabyte is read in its first part, and the next one is whole") {
  auto lines = one_message("ABCDEF1", std::string(1'000'000, 'a') + "[203.0.113.9]");
  CHECK(ReadLog{}.of(joined({lines, one_message("ABCDEF2")})).strangers.count >= 1);
  const auto words = std::string(1'000'000, '(');
  const auto facts = ReadLog{}.of(joined(
      {{postfix("smtp", fmt::format("ABCDEF1: to=<p@example.org>, relay=none, delays=1/1/1/1, dsn=4.4.1, "
                                    "status=deferred ({})",
                                    words))},
       one_message("ABCDEF2")}));
  CHECK(facts.forwarded.at(mail::ForwardStatus::deferred).count == 1);
  CHECK(facts.strangers.count == 1);
}

TEST_CASE("a log from another year is of that year: it is no mail after the switch") {
  const auto old_one = ReadLog{}.of(in_year(one_message("ABCDEF1"), "2019"));
  CHECK(old_one.strangers.count == 1);
  CHECK(old_one.strays.empty());
  CHECK(old_one.senders.known.begin()->second.before == 1);
  // What is of the future was written by a clock that is wrong: it is of now, and after it nothing is stuck.
  const auto future = ReadLog{}.of(in_year(one_message("ABCDEF1"), "2031"));
  CHECK(future.last_line == kLogNow);
  CHECK(future.strangers.last == kLogNow);
}

TEST_CASE("a log of nothing but junk tells nothing") {
  std::mt19937 random(7);
  LogLines junk;
  for (int i = 0; i < 300; ++i) {
    std::string line(random() % 400, ' ');
    for (auto& byte : line) byte = static_cast<char>(random() % 256);
    std::ranges::replace(line, '\n', '\0');
    junk.push_back(line);
  }
  const auto facts = ReadLog{}.of(junk);
  CHECK(facts.lines == 300);
  CHECK(facts.strangers.count == 0);
  CHECK(facts.accepted.empty());
  CHECK_FALSE(facts.last_line.has_value());
}
