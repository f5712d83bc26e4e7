#include "core/mail/log/log_facts.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

WallTime at(int second) { return WallTime(std::chrono::seconds(1'796'169'600 + second)); }

SenderNetwork one_sender(int second, std::string name = "") {
  return {.messages = 1, .before = 1, .first = at(second), .last = at(second), .name = std::move(name)};
}

/// A few things told at that second.
LogFacts some(std::mt19937& random, int second) {
  LogFacts facts{.lines = random() % 9, .unparsed = random() % 3};
  facts.first_line = facts.last_line = at(second);
  facts.accepted[kClientOrigins.at(random() % kClientOrigins.size())].add(at(second));
  facts.refused[{ClientOrigin::other, kRefusalClasses.at(random() % 2)}].add(at(second));
  facts.strays[kStrayKinds.at(random() % kStrayKinds.size())].add(at(second));
  keep_stranger(facts, {.at = at(second),
                        .address = fmt::format("203.{}.{}.9", random() % 2, random() % 200),
                        .name = "",
                        .queue_id = fmt::format("{}", second)});
  facts.own_came_from = fmt::format("{}", random() % 9);
  facts.own_otherwise.add(at(second));
  facts.minutes[at(second + 60 * static_cast<int>(random() % 99))] = {.refused = 1,
                                                                      .passed_on = random() % 3};
  const auto address = fmt::format("203.{}.{}.9", random() % 8, random() % 200);
  auto sender = one_sender(second, fmt::format("mx{}.example.net", random() % 3));
  sender.before = random() % 2;
  add_sender(facts.senders, address, sender);
  facts.delays.observe({0.02, 0, 0.3, static_cast<double>(random() % 9000)});
  keep_failure(
      facts,
      {.at = at(second), .reason = ForwardReason::tls, .queue_id = "", .relay = "", .dsn = "", .words = ""});
  return facts;
}

}  // namespace

TEST_CASE("facts add up alike, however reads are put together") {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    const auto first = some(random, 1);
    const auto second = some(random, 2);
    const auto third = some(random, 3);
    CHECK(merged(merged(first, second), third) == merged(first, merged(second, third)));
    CHECK(merged({}, first) == first);
    CHECK(merged(first, {}) == first);
  }
}

TEST_CASE("evidence is kept by its instants, whichever log was read first") {
  std::mt19937 random(3);
  const auto early = some(random, 1);
  const auto late = some(random, 2);
  const auto both = merged(late, early);
  REQUIRE(both.last_strangers.size() == 2);
  CHECK(both.last_strangers.back() == late.last_strangers.back());
  CHECK(both.last_failures.back() == late.last_failures.back());
  CHECK(both.own_came_from == late.own_came_from);
}

TEST_CASE("minutes: the last ones are kept, and a window takes those that had not ended at its begin") {
  MinuteCounts counts;
  for (int i = 0; i < 100; ++i) add(counts, at(60 * i + 7), {.refused = 1, .passed_on = 2});
  CHECK(counts.size() == kMostMinutes);
  CHECK(since(counts, at(60 * 90)) == MinuteCount{.refused = 10, .passed_on = 20});
  CHECK(since(counts, at(60 * 90 - 1)) == MinuteCount{.refused = 11, .passed_on = 22});
  CHECK(since(counts, at(0)).refused == kMostMinutes);
}

TEST_CASE("what is kept of an attacker's is bounded, and nothing of it is left uncounted") {
  std::mt19937 random(2);
  LogFacts all;
  for (int i = 0; i < 2000; ++i) all = merged(std::move(all), some(random, i));
  CHECK(all.strangers.count == 2000);
  CHECK(all.last_strangers.size() == kMostStrangersKept);
  CHECK(all.last_strangers.back().queue_id == "1999");
  CHECK(all.last_failures.size() == kMostFailuresKept);
  CHECK(all.failures.at({RefusalClass::for_now, ForwardReason::tls}).count == 2000);
  std::uint64_t in_all = all.senders.others.messages;
  for (const auto& [network, sender] : all.senders.known) in_all += sender.messages;
  CHECK(in_all == 2000);
  for (int i = 0; i < 3000; ++i)
    add_sender(all.senders, fmt::format("10.{}.{}.1", i / 200, i % 200), one_sender(3000, "x"));
  CHECK(all.senders.known.size() == kMostSenders);
  CHECK(all.senders.others.name.empty());
  in_all = all.senders.others.messages;
  for (const auto& [network, sender] : all.senders.known) in_all += sender.messages;
  CHECK(in_all == 5000);
}

TEST_CASE("senders are told by network: /24, /48, and together where no address is known") {
  SenderNetworks senders;
  for (const auto* address :
       {"203.0.113.9", "203.0.113.77", "::ffff:203.0.113.1", "2001:db8:1:2::9", "2001:db8:1:3::8", ""})
    add_sender(senders, address, one_sender(5));
  REQUIRE(senders.known.size() == 2);
  CHECK(text_of(senders.known.begin()->first) == "203.0.113.0/24");
  CHECK(senders.known.begin()->second.messages == 3);
  CHECK(senders.known.begin()->second.before == 3);
  CHECK(text_of(senders.known.rbegin()->first) == "2001:db8:1::/48");
  CHECK(senders.others == one_sender(5));
}

TEST_CASE("the name of a network is the last that was told") {
  auto sender = merged(one_sender(1, "mx1.example.net"), one_sender(2));
  CHECK(sender.name == "mx1.example.net");
  sender = merged(sender, one_sender(3, "mx2.example.net"));
  CHECK(sender.name == "mx2.example.net");
  CHECK(sender.first == at(1));
  CHECK(sender.last == at(3));
  CHECK(sender.before == 3);
}

TEST_CASE("a tally keeps the latest instant, whatever the order") {
  Tally tally;
  tally.add(at(7));
  tally.add(at(3));
  CHECK(tally == Tally{.count = 2, .last = at(7)});
  tally.add(Tally{});
  CHECK(tally == Tally{.count = 2, .last = at(7)});
}

TEST_CASE("what is moved in time is moved as a whole, and otherwise the same") {
  for (int second = 1; second < 20; ++second) {
    std::mt19937 now(static_cast<unsigned>(second));
    std::mt19937 before(static_cast<unsigned>(second));
    auto earlier = some(before, second - 1);
    earlier.last_strangers.front().queue_id = fmt::format("{}", second);
    CHECK(shifted(some(now, second), Seconds{-1}) == earlier);
  }
}
