#include "core/cutover/asking/authority_first.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

bool must_wait(const std::vector<Observation>& story, Seconds watched_for,
               dns::Stages stages = {kOldMx, kNewMx}, std::vector<std::string> accepted = {}) {
  static const RecordState kNothing;
  const auto snapshot = folded(story);
  const auto& state = snapshot.domains.empty() ? kNothing : record_of(snapshot);
  cutover::WatchedRecord record{.question = kMxQuestion, .stages = std::move(stages)};
  record.bounds.accepted = std::move(accepted);
  return cutover::must_wait_for_authorities(record, state, watched_for);
}

const Observation kFound = delegation(0, std::vector{kNs1, kNs2});

}  // namespace

TEST_CASE("authority first: resolvers wait for one answer of an authority") {
  CHECK(must_wait({}, Seconds{0}));
  CHECK(must_wait({kFound}, Seconds{5}));
  CHECK_FALSE(must_wait({kFound, authority_says(1, kNs1, authoritative(kOldMx, 300))}, Seconds{1}));
}

TEST_CASE("authority first: an answer without authority, or none at all, is no look") {
  for (const Result<dns::Answer>& said :
       {Result<dns::Answer>(answer(kOldMx, 300)), Result<dns::Answer>(fail(FailureKind::timeout)),
        Result<dns::Answer>(answer_of_kind(dns::AnswerKind::refused))}) {
    CHECK(must_wait({kFound, authority_says(1, kNs1, said)}, Seconds{9}));
    CHECK_FALSE(must_wait({kFound, authority_says(1, kNs1, said)}, Seconds{10}));
  }
}

TEST_CASE(
    "authority first: who never hears of an authority waits ten seconds after a failure, a minute without") {
  CHECK(must_wait({delegation(0, fail(FailureKind::timeout))}, Seconds{9}));
  CHECK_FALSE(must_wait({delegation(0, fail(FailureKind::timeout))}, Seconds{10}));
  CHECK(must_wait({}, Seconds{59}));
  CHECK_FALSE(must_wait({}, Seconds{60}));
}

TEST_CASE("authority first: a new name is not asked for until every listed authority has it") {
  const dns::Stages appears{kAbsent, kNewMx};
  const auto absent = [](double when, const dns::NameServer& server) {
    return authority_says(when, server, authoritative(kAbsent, 300));
  };
  const auto present = [](double when, const dns::NameServer& server) {
    return authority_says(when, server, authoritative(kNewMx, 300));
  };
  CHECK(must_wait({kFound, absent(1, kNs1), absent(1, kNs2)}, Seconds{100'000}, appears));
  CHECK(must_wait({kFound, present(1, kNs1), absent(1, kNs2)}, Seconds{100'000}, appears));
  CHECK(must_wait({kFound, present(1, kNs1)}, Seconds{30}, appears));
  CHECK_FALSE(must_wait({kFound, present(1, kNs1), present(2, kNs2)}, Seconds{3}, appears));
  CHECK_FALSE(must_wait({kFound, present(1, kNs1), absent(2, kNs2)}, Seconds{3}, appears, {kNs2.name}));
  CHECK_FALSE(must_wait({kFound, present(1, kNs1)}, Seconds{60}, appears));  // never heard of the second
}

TEST_CASE("authority first: a record that disappears is asked for as ever") {
  CHECK_FALSE(must_wait({kFound, authority_says(1, kNs1, authoritative(kAbsent, 300))}, Seconds{1},
                        {kOldMx, kAbsent}));
}
