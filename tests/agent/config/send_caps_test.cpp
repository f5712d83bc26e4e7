#include "agent/config/send_caps.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::config;

TEST_CASE("120 messages an hour go down a path, the next is one too many") {
  SendBudget budget;
  CHECK_FALSE(budget.take("example.org", cutover::Path::old_path, Seconds{30}));
  CHECK(budget.take("example.org", cutover::Path::old_path, std::chrono::hours{1}) ==
        "at most 120 messages an hour go down one path outside loopback, this makes 121");
  SendBudget fast;
  CHECK(fast.take("example.org", cutover::Path::old_path, Millis{29'900}));
}

TEST_CASE("each path of each domain has its own hour") {
  SendBudget budget;
  CHECK_FALSE(budget.take("example.org", cutover::Path::old_path, Seconds{90}));
  CHECK_FALSE(budget.take("example.org", cutover::Path::new_path, Seconds{90}));
  CHECK_FALSE(budget.take("example.net", cutover::Path::old_path, Seconds{90}));
  CHECK_FALSE(budget.take("example.org", cutover::Path::dns, Seconds{90}));
}

TEST_CASE("5000 messages a day leave an agent, over all paths and domains") {
  SendBudget budget;
  CHECK_FALSE(budget.take("a.example", cutover::Path::old_path, Seconds{36}));  // 2400 a day
  CHECK_FALSE(budget.take("b.example", cutover::Path::old_path, Seconds{36}));
  CHECK_FALSE(budget.take("c.example", cutover::Path::old_path, Millis{432'000}));  // 200: the last that fits
  CHECK(budget.take("d.example", cutover::Path::dns, std::chrono::days{1}) ==
        "at most 5000 messages a day leave one agent, this makes 5001");
}

TEST_CASE("a round trip that is more frequent at times is counted as such") {
  const auto rate = rate_of(std::chrono::minutes{5}, Seconds{60}, std::chrono::hours{3});
  CHECK(rate.per_hour == doctest::Approx(60));
  CHECK(rate.per_day == doctest::Approx(180 + 21 * 12));
  const auto always = rate_of(std::chrono::minutes{5}, Seconds{60}, std::chrono::hours{30});
  CHECK(always.per_day == doctest::Approx(1440));
}
