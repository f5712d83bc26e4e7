#include "core/mail/hop_table.hpp"

#include "core/text/date.hpp"
#include "tests/core/mail/traces.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

// How long a message took where, and what clocks that differ leave of that.
using namespace cutwatch;
using namespace cutwatch::mail;
using test::at;

namespace {

const std::vector<IpNetwork> kTrusted{network("192.0.2.25", 32), network("198.51.100.0", 28)};

/// A Received line; `when` none: without a date.
std::string line(const std::string& from, const std::string& by, std::optional<double> when,
                 const std::string& with = "ESMTP", const std::string& id = "Q") {
  auto out = fmt::format("from x ([{}]) by {} with {} id {}", from, by, with, id);
  return when ? out + "; " + rfc5322_date(at(*when)) : out;
}

std::string proxy(std::optional<double> when) { return line("203.0.113.50", "proxy", when, "ESMTPS", "P"); }
std::string proxy_again(std::optional<double> when) { return line("127.0.0.1", "proxy", when); }
std::string old_server(std::optional<double> when) { return line("198.51.100.7", "old", when); }
std::string old_again(std::optional<double> when) { return line("127.0.0.1", "old", when); }
std::string lmtp(std::optional<double> when) { return line("127.0.0.1", "store", when, "LMTP"); }

/// Recorded at 100.5, accepted at 101, filed at 110 and seen at 112; the last line is the first to be
/// written.
LedgerEntry arrived(std::vector<std::string> received) {
  LedgerEntry entry{.id = "m", .probe = "main", .path = "new", .recorded = at(100.5)};
  entry.accepted = at(101);
  entry.queue_id = "P";
  entry.sighting = Sighting{.at = at(112), .folder = "INBOX", .filed = at(110)};
  entry.sighting->inspection = Inspection{.received = std::move(received), .changes = {}};
  return entry;
}

HopTable table_of(const LedgerEntry& entry) {
  return hop_table(entry, believed_lines(entry.sighting->inspection->received.trace(), kTrusted));
}

/// "to_first 500, to_final 3000".
std::string words(const std::map<Hop, Millis>& delays) {
  std::string out;
  for (const auto& [hop, delay] : delays)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", to_string(hop), delay.count());
  return out;
}

/// Whose clock is off, by the line's number, and how.
std::string skews(const HopTable& table) {
  std::string out;
  for (std::size_t i = 0; i < table.lines.size(); ++i) {
    if (table.lines[i].skew) out += fmt::format("{}: {}; ", i, text_of(*table.lines[i].skew));
  }
  if (table.mailbox_skew) out += "mailbox: " + text_of(*table.mailbox_skew) + "; ";
  return out;
}

}  // namespace

TEST_CASE("each part of a message's way took what the trusted lines tell, and nothing is made up") {
  struct Row {
    const char* what;
    std::vector<std::string> received;
    const char* delays;
  };
  const Row rows[] = {
      {"by the proxy", {old_server(104), proxy(101)}, "to_first 500, to_final 3000, to_mailbox 6000"},
      {"one server alone is the last", {line("203.0.113.50", "old", 101)}, "to_first 500, to_mailbox 9000"},
      {"filters of both",
       {old_again(108), old_server(104), proxy_again(103), proxy(101)},
       "to_first 500, first 2000, to_final 1000, final 4000, to_mailbox 2000"},
      {"a filter of the only one",
       {old_again(108), line("203.0.113.50", "old", 101)},
       "to_first 500, final 7000, to_mailbox 2000"},
      {"a delivery agent is no mail server",
       {lmtp(109), old_server(104), proxy(101)},
       "to_first 500, to_final 3000, to_mailbox 6000"},
      {"a host between the two",
       {old_server(106), line("198.51.100.8", "relay", 104), proxy(101)},
       "to_first 500, to_final 5000, to_mailbox 4000"},
      {"the first has no date", {old_server(104), proxy({})}, "to_first 500, to_mailbox 6000"},
      {"the last has no date", {old_server({}), proxy(101)}, "to_first 500"},
      {"the proxy wrote no line: who was first is not known",
       {old_server(104)},
       "to_first 500, to_mailbox 6000"},
      {"the sender's lines below are his own",
       {old_server(104), proxy(101), line("198.51.100.7", "evil", 50), line("192.0.2.25", "evil", 200)},
       "to_first 500, to_final 3000, to_mailbox 6000"},
      {"around the proxy", {line("203.0.113.9", "old", 104), proxy(101)}, "to_first 500, to_mailbox 6000"},
      {"the first line cannot be read", {"hello", proxy(101)}, "to_first 500"},
      {"no line at all", {}, "to_first 500"},
      {"delivery agents alone", {line("198.51.100.7", "store", 104, "LMTP")}, "to_first 500"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(words(table_of(arrived(row.received)).delays) == row.delays);
    CHECK(skews(table_of(arrived(row.received))) == "");
  }
}

TEST_CASE("a clock that differs is named, and takes the figures with it that rest on it") {
  struct Row {
    const char* what;
    std::vector<std::string> received;
    const char* delays;
    const char* skews;
  };
  const Row rows[] = {
      {"the last server's is behind the first's",
       {old_server(101), proxy(103)},
       "to_first 500, to_mailbox 9000",
       "0: at least 2.0 s ahead of our clock; "},
      {"between the bounds of ours: the hop before tells",
       {old_server(103), line("198.51.100.8", "relay", 105), proxy(101)},
       "to_first 500, to_final 2000, to_mailbox 7000",
       "2: 2.0 s before the hop before it; "},
      {"the last server's is an hour ahead",
       {old_server(3704), proxy(101)},
       "to_first 500",
       "1: at least 3592.0 s ahead of our clock; "},
      {"the last server's is an hour behind",
       {old_server(-3496), proxy(101)},
       "to_first 500",
       "1: at least 3595.5 s behind our clock; "},
      {"one clock that is off still tells what passed on it",
       {old_server(104), proxy_again(3703), proxy(3701)},
       "to_first 500, first 2000, to_mailbox 6000",
       "0: at least 3600.0 s ahead of our clock; 1: at least 3591.0 s ahead of our clock; "},
      {"but not where it was set meanwhile",
       {old_server(104), proxy_again(3703), proxy(101)},
       "to_first 500, to_mailbox 6000",
       "1: at least 3591.0 s ahead of our clock; "},
      {"nor where more passed than there was time",
       {old_server(104), proxy_again(90'000), proxy(3701)},
       "to_first 500, to_mailbox 6000",
       "0: at least 3600.0 s ahead of our clock; 1: at least 89888.0 s ahead of our clock; "},
      {"a second is no difference",
       {old_server(101), proxy(99)},
       "to_first 500, to_final 2000, to_mailbox 9000",
       ""},
      {"the mailbox's is behind the last server's",
       {old_server(111), proxy(101)},
       "to_first 500, to_final 10000",
       "mailbox: 1.0 s before the hop before it; "},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const auto table = table_of(arrived(row.received));
    CHECK(words(table.delays) == row.delays);
    CHECK(skews(table) == row.skews);
  }
}

TEST_CASE("the mailbox had it when its server says, or when we saw it there, if we looked all the while") {
  auto entry = arrived({old_server(104), proxy(101)});
  const auto to_mailbox = [&] {
    const auto delays = table_of(entry).delays;
    const auto found = delays.find(Hop::to_mailbox);
    return found == delays.end() ? -1 : found->second.count();
  };
  CHECK(to_mailbox() == 6000);
  entry.sighting->filed.reset();
  CHECK(to_mailbox() == 8000);
  entry.sighting->filed = at(5000);  // it cannot be right
  CHECK(to_mailbox() == 8000);
  CHECK(skews(table_of(entry)) == "mailbox: at least 4888.0 s ahead of our clock; ");
  entry.sighting->was_watched = false;
  CHECK(to_mailbox() == -1);
  entry.sighting->filed = at(110);
  CHECK(to_mailbox() == 6000);
}

TEST_CASE("the first server is known by the queue id it told, where its line names no stranger") {
  auto entry = arrived({old_server(104), line("198.51.100.9", "proxy", 101, "ESMTP", "4ABC")});
  entry.queue_id.clear();
  CHECK(words(table_of(entry).delays) == "to_first 500, to_mailbox 6000");
  entry.queue_id = "4abc";
  CHECK_FALSE(table_of(entry).delays.contains(Hop::to_final));
  entry.queue_id = "4ABC";
  CHECK(words(table_of(entry).delays) == "to_first 500, to_final 3000, to_mailbox 6000");
}

TEST_CASE(
    "without the queue id, a line that names a stranger is the first server's if it was stamped in time") {
  auto entry = arrived({old_server(104), proxy(101)});
  entry.queue_id.clear();
  CHECK(words(table_of(entry).delays) == "to_first 500, to_final 3000, to_mailbox 6000");
  entry = arrived(
      {old_server(107), line("203.0.113.9", "relay", 104)});  // a relay that nobody named had it before
  CHECK(words(table_of(entry).delays) == "to_first 500, to_mailbox 3000");
  CHECK(skews(table_of(entry)) == "");
  entry.accepted = at(112.5);  // heard when it had been found
  CHECK(words(table_of(entry).delays) == "to_first 12000, to_final 3000, to_mailbox 3000");
}

TEST_CASE("lines are shown in the order of the way, and what strangers wrote without figures") {
  const auto table = table_of(arrived({old_server(104), proxy(101), "hello", line("1.2.3.4", "evil", 9)}));
  REQUIRE(table.lines.size() == 4);
  CHECK(table.lines[0].field->by == "evil");
  CHECK_FALSE(table.lines[0].is_believed);
  CHECK_FALSE(table.lines[0].skew);
  CHECK_FALSE(table.lines[1].field);
  CHECK(table.lines[2].is_believed);
  CHECK_FALSE(table.lines[2].delay);
  CHECK(table.lines[3].delay == Seconds{3});
}

TEST_CASE("nothing is told of messages that were not read, and no figure where our clock was set back") {
  auto entry = arrived({old_server(104), proxy(101)});
  entry.recorded = at(200);
  CHECK(table_of(entry).lines.size() == 2);
  CHECK(table_of(entry).delays.empty());
  CHECK(skews(table_of(entry)) == "");
  entry.sighting->inspection.reset();
  CHECK(hop_table(entry, {.count = 2, .reach_sender = true}).lines.empty());
  entry.sighting.reset();
  CHECK(hop_table(entry, {.count = 2, .reach_sender = true}).lines.empty());
}

TEST_CASE("more believed lines than there are, as a damaged file may have it, are none") {
  const auto entry = arrived({old_server(104), "hello", proxy(101)});
  const auto table = hop_table(entry, {.count = 99, .reach_sender = true});
  CHECK(words(table.delays) == "to_first 500, to_mailbox 6000");
  CHECK_FALSE(table.lines[0].is_believed);
}

namespace {

std::string any_line(test::Cases& cases) {
  static const std::vector<std::string> kFrom{"127.0.0.1", "198.51.100.7", "192.0.2.25", "203.0.113.50"};
  static const std::vector<std::string> kWith{"ESMTP", "LMTP", "ESMTPS"};
  std::optional<double> when;
  if (cases.chance(90)) when = static_cast<double>(cases.between(95, 115));
  if (cases.chance(5)) when = static_cast<double>(cases.between(-9'000'000'000, 9'000'000'000));
  if (cases.chance(3)) return "hello";
  return line(kFrom[static_cast<std::size_t>(cases.between(0, 3))], "h", when,
              kWith[static_cast<std::size_t>(cases.between(0, 2))]);
}

LedgerEntry any_entry(test::Cases& cases) {
  std::vector<std::string> received;
  for (auto lines = cases.chance(5) ? 40 : cases.between(0, 6); lines > 0; --lines)
    received.push_back(any_line(cases));
  auto entry = arrived(std::move(received));
  entry.sighting->at = at(static_cast<double>(cases.between(95, 130)));
  entry.sighting->was_watched = cases.chance(50);
  if (cases.chance(50)) entry.sighting->filed = at(static_cast<double>(cases.between(70, 140)));
  if (cases.chance(30)) entry.accepted = at(static_cast<double>(cases.between(90, 140)));
  if (cases.chance(10)) entry.accepted.reset();
  return entry;
}

}  // namespace

TEST_CASE("whatever the lines say, no delay is negative or longer than there was time") {
  test::Cases cases(67);
  int with_figures = 0;
  for (int i = 0; i < 1500; ++i) {
    CAPTURE(i);
    const auto entry = any_entry(cases);
    const auto table = table_of(entry);
    CHECK(table.lines.size() <= Trace::kMost);
    const auto most = std::max(entry.sighting->at - entry.recorded, Millis{0}) + Seconds{3};
    Millis sum{};
    for (const auto& [hop, delay] : table.delays) {
      CHECK(delay >= Millis{0});
      if (hop == Hop::to_first) continue;
      CHECK(delay <= most);
      sum += delay;
      ++with_figures;
    }
    for (const auto& each : table.lines) {
      if (each.delay) CHECK(*each.delay >= Millis{0});
      if (each.delay) CHECK(*each.delay <= most);
      if (each.skew) CHECK(each.skew->by > Millis{0});
    }
    if (skews(table).empty()) CHECK(sum <= most);
  }
  CHECK(with_figures > 200);
}
