#include "core/cutover/server_log/server_log_reading.hpp"
#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::ClientOrigin;

namespace {

/// A message whose whole life is logged, and what is true of it.
struct Life {
  std::deque<std::string> lines;
  ClientOrigin origin = ClientOrigin::other;
  bool is_for_domain = false;
};

struct Comer {
  ClientOrigin origin;
  const char* client;
};

constexpr Comer kComers[] = {
    {ClientOrigin::other, "x[203.0.113.9]"},
    {ClientOrigin::other, "in.proxy.example[203.0.113.10]"},
    {ClientOrigin::forwarder, "in.proxy.example[198.51.100.7]"},
    {ClientOrigin::local, "localhost[127.0.0.1]"},
    {ClientOrigin::allowed, "x[203.0.113.130]"},
    {ClientOrigin::authenticated, "x[203.0.113.9], sasl_method=PLAIN, sasl_username=bob"}};

std::string attempt(const std::string& id, const std::string& to, bool is_sent) {
  return postfix("smtp",
                 fmt::format("{}: to=<{}>, relay=x[192.0.2.77]:25, delay=1, delays=0/0/0/1, dsn={}, "
                             "status={}",
                             id, to, is_sent ? "2.0.0" : "4.7.1",
                             is_sent ? "sent (250 2.0.0 Ok)" : "deferred (host said: 450 4.7.1 later)"));
}

/// Of several recipients, each put off a few times; the queue manager takes it up again each time.
Life life(std::mt19937& random, int number) {
  const auto& comer = kComers[random() % std::size(kComers)];
  const auto id = fmt::format("{:06X}", 0x100000 + number);
  Life out{.lines = {}, .origin = comer.origin};
  // A sender who connects and gives up, under an id that is used again.
  if (random() % 4 == 0)
    out.lines.push_back(postfix("smtpd", fmt::format("{}: client=gone[203.0.113.9]", id)));
  for (auto& line : received(id, comer.client, random() % 2 == 0 ? "x@y" : kOwnId + "@sender.test"))
    out.lines.push_back(std::move(line));
  std::vector<std::pair<std::string, int>> left;  // recipients, and how often each is put off
  for (auto i = random() % 4 + 1; i > 0; --i) {
    const bool is_ours = random() % 2 == 0;
    out.is_for_domain = out.is_for_domain || is_ours;
    left.emplace_back(fmt::format("r{}@{}", i, is_ours ? "example.org" : "example.com"), random() % 3);
  }
  while (!left.empty()) {
    std::ranges::shuffle(left, random);
    auto& [to, times] = left.back();
    out.lines.push_back(attempt(id, to, times == 0));
    if (times-- == 0) left.pop_back();
    if (random() % 3 == 0)
      out.lines.push_back(postfix("qmgr", id + ": from=<alice@example.net>, size=1, nrcpt=1 (queue active)"));
  }
  out.lines.push_back(removed(id));
  return out;
}

/// The lines of all, those of each in their order, read in pieces of whole lines.
mail::LogFacts read_mixed(std::vector<Life> lives, std::mt19937& random, const ReadLog& log) {
  cutover::ServerLogReading reading(mail::Mta::postfix);
  mail::LogFacts facts;
  std::string text;
  const auto read = [&] {
    facts = merged(std::move(facts), reading.take(std::exchange(text, {}), log.context(), Seconds{0}));
  };
  while (!lives.empty()) {
    const auto at = random() % lives.size();
    text += lives[at].lines.front() + "\n";
    lives[at].lines.pop_front();
    if (lives[at].lines.empty()) lives.erase(lives.begin() + static_cast<std::ptrdiff_t>(at));
    if (random() % 20 == 0) read();
  }
  read();
  return facts;
}

}  // namespace

TEST_CASE(
    "every stranger's message for the domain is counted once, however lines are mixed and cut into reads") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Life> lives;
    std::map<ClientOrigin, std::uint64_t> accepted;
    std::uint64_t arrivals = 0;
    for (int i = 0; i < 60; ++i) {
      lives.push_back(life(random, i));
      ++accepted[lives.back().origin];
      if (lives.back().is_for_domain && lives.back().origin == ClientOrigin::other) ++arrivals;
    }
    const auto facts = read_mixed(lives, random, ReadLog{.mail = with_own("old")});
    CHECK(facts.strangers.count == arrivals);
    CHECK(facts.strays.at(mail::StrayKind::expected).count == arrivals);
    for (const auto& [origin, count] : accepted) CHECK(mail::tally_of(facts.accepted, origin).count == count);
    CHECK(facts.unparsed == 0);
  }
}

TEST_CASE("junk between the lines changes no count, and breaks nothing") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<Life> lives;
    for (int i = 0; i < 10; ++i) lives.push_back(life(random, i));
    const auto clean = read_mixed(lives, random, {});
    Life junk;
    for (int i = 0; i < 200; ++i) {
      std::string line(random() % 300, '\0');
      for (auto& byte : line) byte = static_cast<char>(random() % 256);
      std::ranges::replace(line, '\n', ' ');
      junk.lines.push_back(line);
    }
    lives.push_back(junk);
    const auto mixed = read_mixed(lives, random, {});
    CHECK(mixed.strangers.count == clean.strangers.count);
    CHECK(mixed.lines == clean.lines + 200);
  }
}
