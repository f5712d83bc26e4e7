#include "core/cutover/record/record_assessment.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kNewMx, kLastMx}};
const std::vector<dns::Resolver> kResolvers{{"google", endpoint("192.0.2.1"), "google"},
                                            {"quad9", endpoint("192.0.2.2"), "quad9"}};

}  // namespace

TEST_CASE("a resolver that was never asked has no state and no part in the ratio") {
  const RecordState nothing;
  const auto assessed = assess_record(kRecord, nothing, kResolvers, at(0));
  REQUIRE(assessed.resolvers.size() == 2);
  CHECK(assessed.resolvers[0].view == nullptr);
  CHECK_FALSE(assessed.resolvers[0].state);
  CHECK_FALSE(assessed.propagation_ratio);
  CHECK(assessed.target == 1);
}

TEST_CASE("a resolver is judged by its living copies: state, ends and the oldest age") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 3600)),
                                resolver_says(90, "google", answer(kOldMx, 3010)),
                                resolver_says(100, "google", answer(kOldMx, 3000)),
                                resolver_says(101, "google", answer(kOldMx, 2000)),
                                authority_says(200, kNs1, authoritative(kNewMx, 3600), 2),
                                resolver_says(210, "google", answer(kNewMx, 3600))});
  const auto& state = record_of(snapshot);
  const auto assessed = assess_record(kRecord, state, kResolvers, at(300));
  const auto& google = assessed.resolvers[0];
  CHECK(google.state == dns::AnswerState::mixed);
  CHECK(google.ttl == Seconds{3600});
  CHECK(google.old_expires == at(3101.1));
  CHECK(google.expires == at(3811.1));
  REQUIRE(google.oldest_copy);
  CHECK(google.oldest_copy->age > Seconds{1790});
  CHECK(google.oldest_copy->age < Seconds{1810});
  CHECK(assessed.propagation_ratio == doctest::Approx(1.0 / 3));
  const auto later = assess_resolver(kRecord, state, kResolvers[0], at(3500));
  CHECK(later.state == dns::AnswerState::new_stage);
  CHECK_FALSE(later.old_expires);
}

TEST_CASE(
    "who will be late stays so between two looks at the authorities, by a copy that was there at the last") {
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{60};
  const auto snapshot = folded(
      {authority_says(0, kNs1, authoritative(kOldMx, 60)), resolver_says(50, "google", answer(kOldMx, 600)),
       authority_says(100, kNs1, authoritative(kNewMx, 60), 2),
       resolver_says(110, "google", answer(kOldMx, 540)), resolver_says(110, "quad9", answer(kOldMx, 540))});
  const auto assessed = assess_record(record, record_of(snapshot), kResolvers, at(111));
  CHECK(assessed.resolvers[0].late_until);
  CHECK_FALSE(assessed.resolvers[1].late_until);  // whatever was published since then may be old data
}

TEST_CASE("a server that has left explains copies still, and what it alone had changed is taken back") {
  const auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 300)),
              authority_says(1, kNs2, authoritative(kNewMx, 3600)),
              resolver_says(100, "google", answer(kNewMx, 3600)),
              resolver_says(110, "google", answer(kNewMx, 3590)), delegation(200, std::vector{kNs1})});
  const auto& state = record_of(snapshot);
  const auto assessed = assess_record(kRecord, state, kResolvers, at(300));
  CHECK(assessed.authorities.size() == 1);
  REQUIRE(assessed.resolvers[0].oldest_copy);
  CHECK(assessed.resolvers[0].oldest_copy->age > Seconds{190});
  const auto restored =
      folded({authority_says(1, kNs2, authoritative(kLastMx, 60)), delegation(2, std::vector{kNs1}),
              authority_says(3, kNs1, authoritative(kOldMx, 300))});
  CHECK(assess_record(kRecord, record_of(restored), kResolvers, at(4)).target == 0);
}

TEST_CASE(
    "where caches take turns a resolver is mixed until the bound, though the old copies seen have ended") {
  const auto snapshot = folded(
      {authority_says(0, kNs1, authoritative(kOldMx, 3600)),
       resolver_says(100, "google", answer(kOldMx, 600)), resolver_says(101, "google", answer(kOldMx, 400)),
       resolver_says(110, "google", answer(kOldMx, 590)), resolver_says(120, "google", answer(kOldMx, 381)),
       authority_says(200, kNs1, authoritative(kNewMx, 3600), 2),
       resolver_says(900, "google", answer(kNewMx, 3600))});
  const auto& state = record_of(snapshot);
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{3600};
  const auto bound = at(200.1 + 3600 + 5);
  const auto before = assess_resolver(record, state, kResolvers[0], bound - Millis{1});
  CHECK(before.caches == 2);
  CHECK(before.state == dns::AnswerState::mixed);
  CHECK_FALSE(before.old_expires);
  CHECK(assess_resolver(record, state, kResolvers[0], bound).state == dns::AnswerState::new_stage);
}

TEST_CASE("an authority's state is what it said last") {
  struct Row {
    const char* what;
    Result<dns::Answer> answer;
    AuthorityState state;
  };
  const Row rows[] = {
      {"target", authoritative(kNewMx, 60), AuthorityState::new_stage},
      {"before", authoritative(kOldMx, 60), AuthorityState::old_stage},
      {"strange", authoritative(mx({"1 x.example"}), 60), AuthorityState::other},
      {"absent", authoritative(kAbsent, 60), AuthorityState::other},
      {"without authority", answer(kNewMx, 60), AuthorityState::lame},
      {"refusing", answer_of_kind(dns::AnswerKind::refused), AuthorityState::lame},
      {"failing", answer_of_kind(dns::AnswerKind::servfail), AuthorityState::error},
      {"silent", fail(FailureKind::timeout), AuthorityState::unreachable},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto snapshot =
        folded({authority_says(0, kNs1, row.answer), authority_says(0, kNs2, authoritative(kOldMx, 60))});
    CHECK(assess_authority(kRecord, record_of(snapshot), kNs1).state == row.state);
  }
  CHECK_FALSE(assess_authority(kRecord, RecordState{}, kNs1).state);
}

TEST_CASE("after a rollback the restored stage is new and what is left of the other is old") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 60)),
                                authority_says(60, kNs1, authoritative(kNewMx, 60), 2),
                                authority_says(120, kNs1, authoritative(kOldMx, 60), 3),
                                resolver_says(130, "google", answer(kNewMx, 40)),
                                resolver_says(130, "quad9", answer(kOldMx, 40))});
  const auto assessed = assess_record(kRecord, record_of(snapshot), kResolvers, at(140));
  CHECK(assessed.target == 0);
  CHECK(assessed.resolvers[0].state == dns::AnswerState::old_stage);
  CHECK(assessed.resolvers[1].state == dns::AnswerState::new_stage);
  CHECK(assessed.propagation_ratio == 0.5);
}

TEST_CASE("a plan is known by its domain without the last dot") {
  CHECK(Plan{.domain = name("Example.org")}.label() == "example.org");
  CHECK(Plan{.domain = {}}.label() == ".");
}

TEST_CASE(
    "the addresses of one name server are told as one: what differs is mixed, who answers outweighs who does "
    "not") {
  using enum cutover::AuthorityState;
  struct Row {
    std::vector<cutover::AuthorityState> states;
    cutover::AuthorityState joined;
  };
  const Row rows[] = {{{new_stage, new_stage}, new_stage},   {{new_stage, old_stage}, mixed},
                      {{unreachable, old_stage}, old_stage}, {{new_stage, lame}, new_stage},
                      {{error, unreachable}, unreachable},   {{unreachable, new_stage, old_stage}, mixed}};
  for (const auto& row : rows) {
    std::vector<cutover::AuthorityAssessment> addresses;
    for (const auto state : row.states) {
      addresses.push_back({.server = {"ns1.example.org.", test::endpoint("192.0.2.53")}, .state = state});
    }
    const auto names = cutover::by_name(addresses);
    REQUIRE(names.size() == 1);
    CHECK(names.begin()->second.state == row.joined);
  }
}

TEST_CASE("resolvers that one server answers for weigh as one operator together") {
  const std::vector<dns::Resolver> resolvers{{"google", endpoint("192.0.2.1"), "google"},
                                             {"quad9", endpoint("192.0.2.2"), "quad9"},
                                             {"he", endpoint("192.0.2.3"), "he"}};
  const auto by = [](dns::Answer said, const std::string& nsid) {
    said.nsid = nsid;
    return said;
  };
  const auto assessed_with = [&](const std::string& nsid_of_quad9) {
    const auto snapshot = folded({resolver_says(0, "google", by(answer(kNewMx, 300), "box")),
                                  resolver_says(0, "quad9", by(answer(kNewMx, 300), nsid_of_quad9)),
                                  resolver_says(0, "he", answer(kOldMx, 300))});
    const auto assessed = assess_record(kRecord, record_of(snapshot), resolvers, at(1));
    return std::pair(assessed.propagation_ratio, assessed.resolvers[0].suspicion.has_value());
  };
  CHECK(assessed_with("res100") == std::pair(std::optional(2.0 / 3), false));
  CHECK(assessed_with("box") == std::pair(std::optional(0.5), true));
}
