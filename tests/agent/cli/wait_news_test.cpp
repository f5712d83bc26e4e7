#include "agent/cli/wait_news.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::cli;

using Lines = std::vector<std::string>;

TEST_CASE("who waits is told the sentence when it is another one, and of each outage") {
  WaitNews news;
  CHECK(news.after_answer("Wait.") == Lines{"Wait."});
  CHECK(news.after_answer("Wait.").empty());
  CHECK(news.after_answer("").empty());
  CHECK(news.after_answer("Wait on.") == Lines{"Wait on."});
  const NoStatus gone{.reason = "refused", .exit_status = 3};
  CHECK(news.after_none(gone) == Lines{"no answer: refused"});
  CHECK(news.after_none(gone).empty());
  CHECK(news.after_answer("Wait on.") == Lines{"answers again"});
  CHECK(news.after_answer("Go.") == Lines{"Go."});
}
