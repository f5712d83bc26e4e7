#include "agent/cli/journey_words.hpp"

#include "tests/agent/cli/probed_message.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

TEST_CASE("what takes more than a second is told, then less and less often, at least every half minute") {
  const SteadyTime start{};
  WaitWords words;
  CHECK_FALSE(words.after(start + Seconds{5}));
  words.begin("the server", start);
  std::vector<std::int64_t> told;
  for (int second = 0; second <= 120; ++second) {
    if (words.after(start + Seconds{second})) told.push_back(second);
  }
  CHECK(told == std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 62, 92});
  words.begin("the message in mailbox inbox", start + Seconds{120});
  CHECK_FALSE(words.after(start + Millis{120'999}));
  CHECK(words.after(start + Seconds{121}) == "waiting for the message in mailbox inbox: 1 s");
}

TEST_CASE("phases, the server's word and what goes before are a line each") {
  const auto probed = found_message();
  CHECK(words_of(mail::SmtpPhaseTime{mail::SmtpPhase::rcpt, Micros{1412}}) == "rcpt         1.412 ms");
  CHECK(words_of(*probed.entry) == "accepted: 250 2.0.0 Ok: queued as ABC123");
  CHECK(words_before(probed.plan) ==
        "sending a message of main by the new path of example.org, from probe@agent.example.net to "
        "probe@example.org, to in.proxy.example (198.51.100.7:25)");
  auto hostile = *probed.entry;
  hostile.detail = "250 \x1b[2J";
  CHECK(words_of(hostile) == "accepted: 250 \\x1b[2J");
}
