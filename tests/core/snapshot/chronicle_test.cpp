#include "core/snapshot/chronicle.hpp"

#include "core/snapshot/clock_step.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

ChronicleEntry entry(double when, ChangeKind kind, const std::string& after) {
  return {.at = at(when), .about = {.kind = kind, .subject = "x"}, .after = after};
}

}  // namespace

TEST_CASE("what was told last is what the next judgement is compared with") {
  const auto chronicle = with_change(
      {}, {.domain = kDomain,
           .entries = {entry(0, ChangeKind::verdict, "fail"), entry(1, ChangeKind::verdict, "pass"),
                       entry(2, ChangeKind::condition, "info"), entry(3, ChangeKind::condition, "")}});
  CHECK(chronicle.last == Judgement{{{ChangeKind::verdict, "x"}, "pass"}});
  CHECK(chronicle.entries.size() == 4);
}

TEST_CASE("a gate that flaps pushes out its own kind only") {
  Chronicle chronicle =
      with_change({}, {.domain = kDomain, .entries = {entry(0, ChangeKind::phase, "verify")}});
  for (std::size_t i = 0; i < 2 * kMaxChangesOfKind; ++i) {
    const auto when = static_cast<double>(i);
    chronicle = with_change(
        std::move(chronicle),
        {.domain = kDomain, .entries = {entry(when, ChangeKind::verdict, i % 2 == 0 ? "pass" : "wait")}});
  }
  CHECK(chronicle.entries.size() == kMaxChangesOfKind + 1);
  CHECK(chronicle.entries.front()->about.kind == ChangeKind::phase);
  CHECK(chronicle.entries.back()->at == at(2.0 * kMaxChangesOfKind - 1));
}

TEST_CASE("no more resolvers are remembered than may be, the longest unchanged go") {
  JudgementChanged changed{.domain = kDomain};
  for (std::size_t i = 0; i < kMaxSwitches + 2; ++i) {
    changed.switches[{.record = kMxQuestion, .resolver = std::to_string(i), .target = "x"}] = {
        .since = at(static_cast<double>(i))};
  }
  const auto chronicle = with_change({}, changed);
  CHECK(chronicle.switches.size() == kMaxSwitches);
  CHECK_FALSE(chronicle.switches.contains({.record = kMxQuestion, .resolver = "1", .target = "x"}));
  CHECK(chronicle.switches.contains({.record = kMxQuestion, .resolver = "2", .target = "x"}));
}

TEST_CASE("what was written down for people keeps its time when the clock is set") {
  auto snapshot =
      folded({JudgementChanged{.domain = kDomain, .entries = {entry(5, ChangeKind::phase, "verify")}}});
  snapshot = with_clock_step(std::move(snapshot), ClockStepped{.at = at(3600), .by = Millis{3'600'000}});
  CHECK(snapshot.domains.at(kDomain)->chronicle->entries.front()->at == at(5));
}

TEST_CASE("that the state file takes no writes is known in every domain, old and new, until it does again") {
  auto snapshot = folded({recorded(0, "a")});
  snapshot = fold(std::move(snapshot),
                  StateWriteFailed{.at = at(1), .failure = {FailureKind::storage, "disk full"}});
  snapshot = fold(std::move(snapshot),
                  StateWriteFailed{.at = at(2), .failure = {FailureKind::storage, "disk full"}});
  CHECK(snapshot.state_write_errors == 2);
  CHECK(snapshot.domains.at(kDomain)->state_file->first_failing()->since == at(1));
  snapshot = fold(std::move(snapshot), resolver_says(3, "one", answer(kOldMx, 300), "example.net"));
  CHECK(snapshot.domains.at("example.net")->state_file->first_failing()->since == at(1));
  snapshot = fold(std::move(snapshot), StateWritten{.at = at(4)});
  for (const auto& [label, domain] : snapshot.domains) CHECK(domain->state_file->failing.empty());
  CHECK(snapshot.state_write_errors == 2);
}

TEST_CASE("that one writer is well again says nothing of another whose writes fail") {
  const Failure full{FailureKind::storage, "disk full"};
  auto file = with_failed_write({}, {.at = at(1), .failure = full, .writer = StateWriter::dns});
  file = with_failed_write(file, {.at = at(2), .failure = full, .writer = StateWriter::ledger});
  file = with_write(file, {.at = at(3), .writer = StateWriter::dns});
  REQUIRE(file.first_failing() != nullptr);
  CHECK(file.first_failing()->since == at(2));
  file = with_failed_write(file, {.at = at(4), .failure = full, .writer = StateWriter::ledger});
  CHECK(file.first_failing()->since == at(2));
  file = with_write(file, {.at = at(5), .writer = StateWriter::ledger});
  CHECK(file.first_failing() == nullptr);
}
