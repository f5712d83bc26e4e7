#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

Observation refuses(double when) {
  return resolver_says(when, "a", answer_of_kind(dns::AnswerKind::refused));
}

const std::map<std::string, dns::RefusalStreak>& refusals(const Snapshot& snapshot) {
  return snapshot.domains.at(kDomain)->refusals;
}

}  // namespace

TEST_CASE("refusals in a row are counted, any other answer ends them, silence does not") {
  auto snapshot =
      folded({refuses(0), refuses(60), resolver_says(120, "a", fail(FailureKind::timeout)), refuses(180)});
  CHECK(refusals(snapshot).at("a") == dns::RefusalStreak{.count = 3, .last = at(180.1)});
  snapshot = folded({resolver_says(200, "a", answer_of_kind(dns::AnswerKind::servfail))}, snapshot);
  CHECK(refusals(snapshot).empty());
}

TEST_CASE("each resolver has its own refusals") {
  const auto snapshot = folded({refuses(0), resolver_says(1, "b", answer(kOldMx, 60))});
  CHECK(refusals(snapshot).size() == 1);
}
