#include "tests/core/dns/calibration_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// One resolver of each manner, and answers that must not be measured by.
using namespace cutwatch;
using namespace cutwatch::test;
using dns::Aging;

namespace {

/// One name below each wildcard, asked every three seconds; the TTLs of the long-lived one are given.
dns::CalibrationRun run_of(const std::vector<std::int64_t>& ttls, std::int64_t short_ttl = 1) {
  dns::CalibrationRun run;
  double when = 0;
  for (const auto ttl : ttls) {
    run.long_lived.push_back({.name = name("a.cal.example.org"),
                              .sent = at(when),
                              .received = at(when + 0.02),
                              .duration = Millis{20},
                              .answer = answer(kMark, ttl)});
    when += 3;
  }
  run.short_lived.push_back({.name = name("b.cal0.example.org"),
                             .sent = at(0.1),
                             .received = at(0.12),
                             .duration = Millis{20},
                             .answer = answer(kMark, short_ttl)});
  return run;
}

/// The question at the end, for a new name.
dns::CalibrationRun with_second_name(dns::CalibrationRun run, std::int64_t ttl) {
  run.long_lived.push_back({.name = name("c.cal.example.org"),
                            .sent = at(27),
                            .received = at(27.02),
                            .duration = Millis{20},
                            .answer = answer(kMark, ttl)});
  return run;
}

dns::Calibration read(const dns::CalibrationRun& run) {
  return dns::calibration_of(run, wildcards()).value();
}

}  // namespace

TEST_CASE("calibration: a resolver that honours TTLs has neither cap nor floor, and counts down") {
  const auto seen = measured({});
  CHECK(seen.cap() == std::nullopt);
  CHECK(seen.least_cap() == std::nullopt);
  CHECK(seen.floor() == std::nullopt);
  CHECK(seen.aging == Aging::counts_down);
  CHECK(seen.caches == 1);
  CHECK(seen.unmeasured.empty());
}

TEST_CASE("calibration: a cap and a floor are what the first answers show") {
  const auto capped = measured({.caps = {Seconds{86'400}}});
  CHECK(capped.cap() == Seconds{86'400});
  CHECK(capped.floor() == std::nullopt);
  const auto lengthened = measured({.floors = {Seconds{30}}});
  CHECK(lengthened.cap() == std::nullopt);
  CHECK(lengthened.floor() == Seconds{30});
}

TEST_CASE("calibration: a cap shorter than the measurement is a cap, and not many caches") {
  for (const std::int64_t cap : {0, 1, 2, 3, 5, 7, 10, 20}) {
    const auto seen = measured({.caps = {Seconds{cap}}});
    CHECK(seen.cap() == Seconds{cap});
    CHECK(seen.caches == 1);
  }
}

TEST_CASE("calibration: zeros from a copy that should have ended are told, but may be stale and no floor") {
  const auto seen = measured({.floors = {Seconds{60}}, .hides_floor = true});
  REQUIRE(seen.held_at_zero);
  CHECK(*seen.held_at_zero >= Seconds{8});
  CHECK(*seen.held_at_zero <= Seconds{60});
  CHECK(seen.floor() == std::nullopt);
  CHECK(measured({.rounds_up = false, .miss = 20}).held_at_zero == std::nullopt);
}

TEST_CASE("calibration: caches that differ give the range, and the largest counts") {
  const auto seen = measured(
      {.caches = 2, .caps = {Seconds{3600}, Seconds{86'400}}, .floors = {Seconds{60}, Seconds{300}}});
  CHECK(seen.cap() == Seconds{86'400});
  CHECK(seen.least_cap() == Seconds{3600});
  CHECK(seen.floor() == Seconds{300});
  CHECK(seen.given_short->least == Seconds{60});
  const auto half = measured({.caches = 2, .caps = {Seconds{3600}, std::nullopt}});
  CHECK(half.cap() == std::nullopt);
  CHECK(half.least_cap() == Seconds{3600});
}

TEST_CASE("calibration: two caches that take turns are two, four with names are four") {
  CHECK(measured({.caches = 2}).caches == 2);
  CHECK(measured({.caches = 3}).caches == 3);
  CHECK(measured({.caches = 4, .is_named = true}).caches == 4);
}

TEST_CASE(
    "calibration: a TTL that stands still is frozen where a cache answered, and else is not called so") {
  const auto frozen = measured({.is_frozen = true});
  CHECK(frozen.aging == Aging::frozen);
  CHECK(frozen.caches == 1);
  const auto many = measured({.caches = 100});
  CHECK(many.aging == std::nullopt);
  REQUIRE(many.unmeasured.size() == 1);
  CHECK(many.unmeasured[0] ==
        "ageing: 9 answers with one TTL, from a cache that does not count or from 9 caches");
  CHECK(many.caches == 1);
  CHECK(many.cap() == std::nullopt);
}

TEST_CASE("calibration: caches that all give the name of their place are not one that is frozen") {
  const auto many = measured({.caches = 100, .is_named_alike = true});
  CHECK(many.aging == std::nullopt);
  CHECK(many.caches == 1);
  CHECK(measured({.is_frozen = true, .is_named_alike = true}).aging == Aging::frozen);
}

TEST_CASE("calibration: silence, refusal and other data are no figures, but reasons") {
  struct Row {
    const char* what;
    Result<dns::Answer> answer;
    const char* why;
    FailureKind kind;
  };
  const Row rows[] = {
      {"silence", fail(FailureKind::timeout), "no answer (timeout)", FailureKind::timeout},
      {"REFUSED", answer_of_kind(dns::AnswerKind::refused), "it answers refused", FailureKind::protocol},
      {"SERVFAIL", answer_of_kind(dns::AnswerKind::servfail), "it answers servfail", FailureKind::protocol},
      {"NXDOMAIN", answer_of_kind(dns::AnswerKind::nxdomain), "it answers nxdomain", FailureKind::protocol},
      {"a filter", answer(dns::RrSet::parse(dns::RrType::txt, {"blocked"}).value(), 60),
       "it answers other data", FailureKind::protocol},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto run = run_of({172'800, 172'797, 172'794});
    for (auto& each : run.long_lived) each.answer = row.answer;
    const auto half = read(run);
    CHECK(half.cap() == std::nullopt);
    CHECK(half.aging == std::nullopt);
    CHECK(half.given_short == dns::GivenTtls{Seconds{1}, Seconds{1}});
    CHECK(half.unmeasured == std::vector<std::string>{std::string("cap, ageing and caches: ") + row.why});
    for (auto& each : run.short_lived) each.answer = row.answer;
    const auto nothing = dns::calibration_of(run, wildcards());
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().kind == row.kind);
    const bool is_silent = row.kind == FailureKind::timeout;
    CHECK(nothing.error().detail == (is_silent ? "none of 4 questions was answered" : row.why));
  }
}

TEST_CASE("calibration: what came of nothing is said once, with the reason that no reply has") {
  auto run = run_of({172'800, 172'797});
  const auto all = [&](const Result<dns::Answer>& long_lived, const Result<dns::Answer>& short_lived) {
    for (auto& each : run.long_lived) each.answer = long_lived;
    for (auto& each : run.short_lived) each.answer = short_lived;
    return dns::calibration_of(run, wildcards()).error();
  };
  const auto closed = fail(FailureKind::refused, "ICMP: port unreachable");
  const auto silence = fail(FailureKind::timeout, "no reply within the deadline");
  const auto servfail = answer_of_kind(dns::AnswerKind::servfail);
  CHECK(all(closed, closed) == Failure{FailureKind::refused, "none of 3 questions was answered"});
  CHECK(all(silence, closed) == Failure{FailureKind::refused, "none of 3 questions was answered"});
  CHECK(all(silence, servfail) == Failure{FailureKind::protocol, "it answers servfail"});
  CHECK(all(servfail, silence) == Failure{FailureKind::protocol, "it answers servfail"});
}

TEST_CASE("calibration: answers that TTLs make strange") {
  CHECK(read(with_second_name(run_of({0, 0, 0}), 0)).cap() == Seconds{0});
  const auto longer = read(run_of({604'800, 604'797, 604'794}));
  CHECK(longer.cap() == std::nullopt);
  CHECK(longer.floor() == Seconds{604'800});
  const auto nearly = read(run_of({172'798, 172'795, 172'792}));
  CHECK(nearly.cap() == std::nullopt);
  CHECK(read(run_of({172'800, 172'797}, 2)).floor() == std::nullopt);
  CHECK(read(run_of({172'800, 172'797}, 30)).floor() == Seconds{30});
}

TEST_CASE("calibration: a stale answer for a name asked before is no floor") {
  auto run = run_of({172'800, 172'797, 172'794});
  for (const double when : {3.1, 6.1, 9.1}) {
    auto stale = run.short_lived.front();
    stale.sent = at(when);
    stale.received = at(when + 0.02);
    stale.answer = answer(kMark, 30);
    run.short_lived.push_back(stale);
  }
  CHECK(read(run).floor() == std::nullopt);
}

TEST_CASE(
    "calibration: the script asks one long-lived name throughout, and short ones until well after their "
    "end") {
  const auto script = dns::calibration_script(Seconds{1});
  CHECK(script.size() == 2 * dns::kCalibrationRounds);
  std::size_t long_names = 0;
  std::vector<std::size_t> new_short;
  for (const auto& each : script) {
    if (!each.is_new_name) continue;
    if (each.kind == dns::WildcardKind::long_lived) ++long_names;
    if (each.kind == dns::WildcardKind::short_lived) new_short.push_back(each.round);
  }
  CHECK(long_names == 2);
  CHECK(new_short == std::vector<std::size_t>{0, 4, 5, 6, 7, 8, 9});
  const auto longer = dns::calibration_script(Seconds{3'600});
  CHECK(std::ranges::count_if(longer, [](const auto& each) { return each.is_new_name; }) == 6);
}

TEST_CASE("calibration: who makes answers from a copy of the wildcard may have had it for long") {
  auto run = with_second_name(run_of({86'400, 86'397, 86'394, 86'391}), 86'373);
  const auto seen = read(run);
  CHECK(seen.cap() == std::nullopt);
  CHECK(seen.given_long == std::nullopt);
  CHECK(seen.aging == Aging::counts_down);
  CHECK(seen.unmeasured ==
        std::vector<std::string>{"cap: it makes answers from a copy of the wildcard (RFC 8198)"});
  run.long_lived.back().answer = answer(kMark, 86'400);
  CHECK(read(run).cap() == Seconds{86'400});
}

TEST_CASE("calibration: no cap where no second new name was fetched, whatever became of the ageing") {
  struct Row {
    const char* what;
    std::vector<std::int64_t> ttls;
    bool is_aging_told;
  };
  const Row rows[] = {
      {"it runs down", {86'400, 86'397, 86'394, 86'391}, true},
      {"it stands still", {86'400, 86'400, 86'400, 86'400}, false},
      {"one answer", {86'400}, false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto run = run_of(row.ttls);
    auto lost = with_second_name(run, 86'400);
    lost.long_lived.back().answer = fail(FailureKind::timeout);
    for (const auto& each : {run, lost}) {
      const auto seen = read(each);
      CHECK(seen.cap() == std::nullopt);
      CHECK(seen.aging.has_value() == row.is_aging_told);
      REQUIRE_FALSE(seen.unmeasured.empty());
      CHECK(seen.unmeasured.back() == "cap: no second new name was answered");
    }
    CHECK(read(with_second_name(run, 86'400)).cap() == Seconds{86'400});
    const auto made_up = read(with_second_name(run, 86'373));
    CHECK(made_up.cap() == std::nullopt);
    CHECK(made_up.unmeasured.back() == "cap: it makes answers from a copy of the wildcard (RFC 8198)");
  }
  CHECK(read(run_of({172'800, 172'797, 172'794})).unmeasured.empty());
}
