#include "core/cutover/record/record_assessment.hpp"
#include "tests/core/dns/trace.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

// Every measured trace of real resolver software, replayed: what is told at each answer.
using namespace cutwatch;
using namespace cutwatch::test;
using dns::AnswerState;
using dns::KeptCause;

namespace {

struct FoundFrom {
  int column = -1;  ///< Of the first answer after which it is told; -1: never.
  Seconds value{};
  FoundFrom() = default;
  FoundFrom(int from, int seconds) : column(from), value(seconds) {}
};

struct KeptFrom {
  int column = -1;
  KeptCause cause{};
  std::optional<KeptCause> or_else = std::nullopt;
};

struct Findings {
  KeptFrom kept = {};
  int late_from = -1;
  FoundFrom cap = {};
  FoundFrom floor = {};
  std::size_t caches = 1;  ///< At the end; the truth is 4 where it is more than one.
};

/// What is to be told of one trace. One letter for each answer: the state (old, new, mixed, error,
/// unreachable), and the age: absent (-), the true one (a), the true one within a wide range, for more than
/// one TTL explains the copy (w), anything within the TTL (f), not known to the test (*).
struct Row {
  std::string scenario;
  std::string setup;
  std::string_view states;
  std::string_view ages;
  char honours;  ///< At the end: y, n, or - while it cannot be told.
  Findings found = {};
};

const Row kRows[] = {
    {"E1", "ubdef", "ooooooooonnnnnnn", "-aaaaaaaaaaaaaaa", 'y'},
    {"E1", "ubstale", "oooooooooonnnnnn", "-aaaaaaaa-aaaaaa", '-'},
    {"E1", "ubstalect", "ooooooooonnnnnnn", "-aaaaaaaaaaaaaaa", 'y'},
    {"E1", "ubmax20", "ooooonnnnnnnnnnn", "-wwwwwwwwwaaaaaa", 'y', {.cap = {10, 20}}},
    {"E1",
     "ubmin120",
     "oooooooooooooooo",
     "----------------",
     'n',
     {.kept = {11, KeptCause::floor}, .late_from = 1, .floor = {0, 120}}},
    {"E1", "ubpre", "ooooooooonnnnnnn", "-aaaaaaaaaaaaaaa", 'y'},
    {"E1", "pdns", "oooooooomnnnnnnn", "-aaaaaaaaaaaaaaa", '-'},
    {"E1", "pdnsmax20st", "oooomnnnnnnnnnnn", "-wwwwwwwaaaaaaaa", '-', {.cap = {8, 20}}},
    {"E1", "kres", "oommmmmmmnnnnnnn", "-aaaaaaaaaaaaaaa", '-'},
    {"E1", "kresmin40st", "ooooooooonnnnnnn", "-aaaaaaaaaaaaaaa", 'y'},
    {"E1", "bind", "oooooooomnnnnnnn", "-aaaaaaaaaaaaaaa", '-'},
    {"E1", "dd-rr4", "oommmmmmmmnnnnnn", "-aaaaaaaaaaaaaaa", 'y', {.caches = 3}},
    {"E1", "dd-dontAge", "ooooooooomnnnnnn", "--ffffff---fffff", '-'},
    {"E2", "ubdef", "ooooueeuuuuunnnn", "-aaa--------aaaa", 'y'},
    {"E2", "ubstale", "oooooooooooooooo", "-aaa------------", 'n', {.kept = {15, KeptCause::stale}}},
    {"E2", "ubstalect", "oooooooooooooonn", "-aaa----------aa", '-'},
    {"E2", "ubmax20", "ooooueuuuuuuennn", "-aaa---------aaa", 'y'},
    {"E2",
     "ubmin120",
     "oooooooooooooooo",
     "----------------",
     'n',
     {.kept = {15, KeptCause::floor}, .late_from = 10, .floor = {0, 120}}},
    {"E2", "ubpre", "ooooeeuuuuuuuuen", "-aaa-----------a", 'y'},
    {"E2", "pdns", "oooeeeeeeeeeeeee", "-aa-------------", '-'},
    {"E2",
     "pdnsmax20st",
     "oooooooooooooooo",
     "-aa***********--",
     'n',
     {.kept = {15, KeptCause::refetch_old, KeptCause::floor}, .late_from = 13}},
    {"E2", "kres", "oooeeeeeeeennnnn", "-aa--------aaaaa", 'y'},
    {"E2", "kresmin40st", "ooooooooouuonnnn", "--aa---------aaa", 'n', {.floor = {0, 40}}},
    {"E2", "bind", "ooouueuueuuennnn", "-aa---------aaaa", 'y'},
    {"E2", "dd-rr4", "ooouueuuuuuunnnn", "-aa---------aaaa", 'y'},
    {"E2", "dd-dontAge", "ooooooeeeeeeeeee", "--f-------------", '-'},
    {"E3", "ubdef", "ooooooooooooonn", "-aaaaaaaaaaaaaa", 'y'},
    {"E3", "ubstale", "oooooooooooooon", "-aaaaaaaaaaaa-a", '-'},
    {"E3", "ubstalect", "ooooooooooooonn", "-aaaaaaaaaaaaaa", 'y'},
    {"E3", "ubmax20", "ooooonnnnnnnnnn", "-wwwwwwwwwwaaaa", 'y'},
    {"E3",
     "ubmin120",
     "ooooooooooooooo",
     "---------------",
     'n',
     {.kept = {14, KeptCause::floor}, .late_from = 3, .floor = {0, 120}}},
    {"E3", "ubpre", "oooooooooooomnn", "-aaaaaaaaaaaaaa", 'y'},
    {"E3", "pdns", "oooooooooooomnn", "-aaaaaaaaaaaaaa", 'y'},
    {"E3", "pdnsmax20st", "oooomnnnnnnnnnn", "-wwwwwwwwwwwaaa", 'y'},
    {"E3", "kres", "oooommmmmmmmmnn", "-awwwwaaaaaaaaa", 'y'},
    {"E3", "kresmin40st", "ooooooooommmmnn", "-aaaaaaaaaaaa--", 'n', {.floor = {9, 40}}},
    {"E3", "bind", "oooooooooooomnn", "-aaaaaaaaaaaaaa", 'y'},
    {"E3", "dd-rr4", "oooooommmommmnn", "-awwwaaaaaaaaaa", 'y', {.caches = 2}},
    {"E3", "dd-dontAge", "ooooooooooooonn", "--ffffffffff---", '-'},
};

char letter(const std::optional<AnswerState>& state) { return state ? to_string(*state).front() : '-'; }

char letter(const std::optional<bool>& honours) {
  if (!honours) return '-';
  return *honours ? 'y' : 'n';
}

/// What rounding and one exchange leave open.
constexpr Millis kSharp{1500};
constexpr Millis kWide{27100};

bool contains(const dns::CacheAge& age, Millis truth) {
  return age.age - age.uncertainty <= truth && truth <= age.age + age.uncertainty;
}

void check_age(char expected, const std::optional<dns::CacheAge>& told, Millis truth, Seconds ttl) {
  if (expected == '*') return;
  CHECK(told.has_value() == (expected != '-'));
  if (!told || expected == '-') return;
  CHECK(told->age >= told->uncertainty);
  if (expected == 'a' || expected == 'w') CHECK(contains(*told, truth));
  if (expected == 'a') CHECK(told->uncertainty.count() <= kSharp.count());
  if (expected == 'w') CHECK(told->uncertainty.count() <= kWide.count());
  if (expected == 'f') CHECK(contains(*told, Millis{100}));
  if (expected == 'f') CHECK(contains(*told, ttl));
}

template <class T>
void check_from(int column, const std::optional<T>& told, int from) {
  CHECK(told.has_value() == (from >= 0 && column >= from));
}

void check(const Row& row, const TraceStep& step, const cutover::RecordAssessment& assessed) {
  const auto& resolver = assessed.resolvers.front();
  const auto column = static_cast<std::size_t>(step.column);
  CHECK(letter(resolver.state) == row.states.at(column));
  check_age(row.ages.at(column), resolver.oldest_copy, step.age, step.ttl);
  check_from(step.column, resolver.kept, row.found.kept.column);
  if (resolver.kept) CHECK(resolver.kept->cause == row.found.kept.cause);
  if (resolver.kept) CHECK(resolver.kept->or_else == row.found.kept.or_else);
  check_from(step.column, resolver.late_until, row.found.late_from);
  check_from(step.column, resolver.cap, row.found.cap.column);
  if (resolver.cap) CHECK(*resolver.cap == row.found.cap.value);
  check_from(step.column, resolver.lengthened, row.found.floor.column);
  if (resolver.lengthened) CHECK(resolver.lengthened->ttl == row.found.floor.value);
  CHECK(resolver.caches <= (row.found.caches == 1 ? 1U : 4U));
  CHECK(resolver.caches >= 1U);
  if (resolver.late_until) CHECK(resolver.honours_ttl != true);
  if (resolver.honours_ttl == false) CHECK((resolver.kept || resolver.lengthened));
}

/// The one copy that was there from the first look on, and may be from before it, raises the bound; nothing
/// that came later does.
void check_bound(const Row& row, const dns::Bound& bound, WallTime by_authorities) {
  const bool is_raised = row.setup == "ubmin120";
  CHECK(bound.basis == (is_raised ? dns::BoundBasis::shown : dns::BoundBasis::seen));
  CHECK(bound.at >= by_authorities + Seconds{5});
  if (!is_raised) CHECK(bound.at == by_authorities + Seconds{5});
  if (is_raised) CHECK(bound.at >= kStart + Seconds{125});
  if (is_raised) CHECK(bound.at <= kStart + Seconds{127});
}

}  // namespace

TEST_CASE("every measured trace is told as it was: states, ages, bound, findings, limits, caches") {
  const auto traces = read_traces();
  REQUIRE(traces.size() == std::size(kRows));
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    const auto& row = kRows[i];
    REQUIRE(traces[i].scenario == row.scenario);
    REQUIRE(traces[i].setup == row.setup);
    REQUIRE(traces[i].tokens.size() == row.states.size());
    const auto last =
        replay(traces[i], [&](const TraceStep& step, const cutover::RecordAssessment& assessed) {
          INFO(row.scenario, " ", row.setup, ", column ", step.column, " ", step.token);
          check(row, step, assessed);
        });
    INFO(row.scenario, " ", row.setup);
    REQUIRE(last.bounds.changed);
    REQUIRE(*last.bounds.changed);
    check_bound(row, **last.bounds.changed, traces[i].bound);
    CHECK(letter(last.resolvers.front().honours_ttl) == row.honours);
    CHECK(last.resolvers.front().caches == row.found.caches);
  }
}
