#include "agent/cli/outage.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::cli;

TEST_CASE("an outage is told once for each reason, and its end once") {
  Outage outage;
  CHECK_FALSE(outage.after_answer());
  CHECK(outage.after_none("refused") == "no answer: refused");
  CHECK_FALSE(outage.after_none("refused"));
  CHECK(outage.after_none("timeout") == "no answer: timeout");
  CHECK(outage.after_answer() == "answers again");
  CHECK_FALSE(outage.after_answer());
  CHECK(outage.after_none("timeout") == "no answer: timeout");
}
