#include "core/cutover/record/own_network.hpp"

#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

constexpr Seconds kInterval{60};

std::vector<dns::Resolver> resolvers(int count) {
  std::vector<dns::Resolver> out;
  for (int i = 0; i < count; ++i) {
    const auto id = fmt::format("r{}", i);
    out.push_back({id, endpoint(fmt::format("192.0.2.{}", i + 1)), id});
  }
  return out;
}

Observation silent(double when, int number) {
  return resolver_says(when, fmt::format("r{}", number), fail(FailureKind::timeout));
}

Observation replies(double when, int number) {
  return resolver_says(when, fmt::format("r{}", number), answer_of_kind(dns::AnswerKind::servfail));
}

bool is_down(const Snapshot& snapshot, int count, double now) {
  return cutover::is_own_network_down(record_of(snapshot), resolvers(count), kInterval, at(now));
}

Observation judged(double when, bool is_down) {
  return OwnNetworkJudged{.domain = kDomain, .record = kMxQuestion, .at = at(when), .is_down = is_down};
}

std::optional<dns::AnswerState> state_of(const Snapshot& snapshot, int number, double now) {
  const cutover::WatchedRecord record{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  const auto all = resolvers(number + 1);
  return cutover::assess_resolver(record, record_of(snapshot), all.back(), at(now)).state;
}

}  // namespace

TEST_CASE("own network: down when two thirds of three or more operators are silent at once") {
  CHECK_FALSE(is_down(folded({silent(1, 0), silent(1, 1)}), 3, 2));
  CHECK(is_down(folded({silent(1, 0), silent(1, 1), replies(1, 2)}), 3, 2));
  CHECK_FALSE(is_down(folded({silent(1, 0), silent(1, 1), replies(1, 2), replies(1, 3)}), 4, 2));
  CHECK(is_down(folded({silent(1, 0), silent(1, 1), silent(1, 2)}), 3, 2));
}

TEST_CASE("own network: one operator has one voice, and one address that replies speaks for it") {
  auto all = resolvers(4);
  for (auto& resolver : all) resolver.operator_id = resolver.id == "r3" ? "other" : "same";
  const auto snapshot = folded({silent(1, 0), silent(1, 1), silent(1, 2), replies(1, 3)});
  CHECK_FALSE(cutover::is_own_network_down(record_of(snapshot), all, kInterval, at(2)));
}

TEST_CASE("own network: a refused connection and an unreachable network are told apart") {
  const auto story = [](FailureKind kind) {
    std::vector<Observation> out;
    for (int i = 0; i < 3; ++i) out.push_back(resolver_says(1, fmt::format("r{}", i), fail(kind)));
    return folded(out);
  };
  CHECK(is_down(story(FailureKind::unreachable), 3, 2));
  CHECK_FALSE(is_down(story(FailureKind::refused), 3, 2));
}

TEST_CASE("own network: replies from before the last interval are no voice, and old evidence is none") {
  auto snapshot =
      folded({replies(1, 0), replies(1, 1), replies(1, 2), silent(100, 3), silent(100, 4), silent(100, 5)});
  CHECK(is_down(snapshot, 6, 101));
  CHECK_FALSE(is_down(snapshot, 6, 101 + 601));
  CHECK_FALSE(is_down(
      folded({replies(40, 0), replies(40, 1), replies(40, 2), silent(100, 3), silent(100, 4)}), 5, 101));
}

TEST_CASE("own network: up again only when most operators reply") {
  const auto down = folded({silent(1, 0), silent(1, 1), silent(1, 2), silent(1, 3), judged(2, true)});
  CHECK(is_down(folded({replies(10, 0)}, down), 4, 11));
  CHECK(is_down(folded({replies(10, 0), replies(11, 1)}, down), 4, 12));
  CHECK_FALSE(is_down(folded({replies(10, 0), replies(11, 1), replies(12, 2)}, down), 4, 13));
}

TEST_CASE("own network: it is news when it goes down and when it comes back, of what the plan has") {
  cutover::Plan plan{.domain = name(kDomain)};
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}, .interval = kInterval});
  const auto news = [&](const Snapshot& snapshot, const Observation& last) {
    return cutover::own_network_news(std::get<ResolverAnswered>(last), plan, *snapshot.domains.at(kDomain),
                                     resolvers(3));
  };
  const auto down = folded({silent(1, 0), silent(1, 1), silent(1, 2)});
  REQUIRE(news(down, silent(1, 2)));
  CHECK(news(down, silent(1, 2))->is_down);
  CHECK(news(down, silent(1, 2))->at == at(1.1));
  const auto told = folded({judged(2, true), replies(60, 0)}, down);
  CHECK_FALSE(news(told, silent(1, 2)));
  CHECK_FALSE(news(told, replies(60, 0)));
  const auto back = folded({replies(61, 1)}, told);
  REQUIRE(news(back, replies(61, 1)));
  CHECK_FALSE(news(back, replies(61, 1))->is_down);
  plan.records.clear();
  CHECK_FALSE(news(down, silent(1, 2)));
}

TEST_CASE("own network: while it is down no resolver is called unreachable, nor after it until it is asked") {
  auto snapshot = folded({silent(1, 0), silent(1, 1), silent(1, 2)});
  CHECK(state_of(snapshot, 0, 2) == dns::AnswerState::unreachable);
  snapshot = folded({judged(2, true)}, snapshot);
  CHECK_FALSE(state_of(snapshot, 0, 3));
  CHECK(is_own_network_down(snapshot));
  snapshot = folded({replies(30, 1), replies(31, 2), judged(31.1, false)}, snapshot);
  CHECK_FALSE(is_own_network_down(snapshot));
  CHECK_FALSE(state_of(snapshot, 0, 40));
  CHECK(state_of(snapshot, 1, 40) == dns::AnswerState::error);
  snapshot = folded({silent(61, 0)}, snapshot);
  CHECK(state_of(snapshot, 0, 62) == dns::AnswerState::unreachable);
}

TEST_CASE("own network: living copies keep their state while it is down") {
  const auto snapshot =
      folded({resolver_says(1, "r0", answer(kOldMx, 300)), silent(60, 0), judged(61, true)});
  CHECK(state_of(snapshot, 0, 100) == dns::AnswerState::old_stage);
  CHECK_FALSE(state_of(snapshot, 0, 400));
}
