#include "agent/config/query_caps.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::config;
using namespace cutwatch::test;

namespace {

dns::Resolver resolver(std::string_view address, const std::string& operator_id) {
  return {std::string(address), endpoint(address), operator_id};
}

}  // namespace

TEST_CASE("one query every two seconds goes to an operator, the next record is too much, and is told once") {
  const std::vector<dns::Resolver> all{resolver("192.0.2.1", "one"), resolver("192.0.2.2", "two")};
  QueryBudget budget;
  for (int i = 0; i < 5; ++i) CHECK_FALSE(budget.take(all, Seconds{10}));
  CHECK(budget.take(all, Seconds{10}) ==
        "expected at most 0.5 queries a second to one operator outside loopback, over all records and "
        "addresses; with this record \"one\" gets 0.6");
  CHECK_FALSE(budget.take(all, Seconds{10}));
}

TEST_CASE("all addresses of an operator count together, those on loopback not at all") {
  QueryBudget budget;
  const std::vector<dns::Resolver> three{resolver("192.0.2.1", "one"), resolver("192.0.2.2", "one"),
                                         resolver("2001:db8::2", "one"), resolver("127.0.0.1", "near"),
                                         resolver("::1", "near")};
  CHECK(budget.take(three, Seconds{5}));
  QueryBudget near;
  CHECK_FALSE(near.take({resolver("127.0.0.1", "near")}, Millis{1}));
}
