#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

Result<dns::Answer> failure(FailureKind kind) { return fail(kind, "why"); }

}  // namespace

TEST_CASE("an exchange with a resolver is kept and counted") {
  auto answered = resolver_says(0, "google", answer(kOldMx, 300));
  std::get<ResolverAnswered>(answered).sighting.unexpected_replies = 3;
  const auto snapshot = folded({answered, resolver_says(60, "google", failure(FailureKind::timeout))});
  const auto& view = *record_of(snapshot).resolvers.at("google");
  CHECK(view.entries.size() == 1);
  CHECK_FALSE(view.last->answer);
  const auto& totals = *snapshot.resolvers.at("google");
  CHECK(totals.queries.at(QueryResult::ok) == 1);
  CHECK(totals.queries.at(QueryResult::timeout) == 1);
  CHECK(totals.unexpected_replies == 3);
  CHECK(totals.duration.at(dns::Transport::udp).count() == 1);  // a timeout took no time
  CHECK(totals.duration.at(dns::Transport::udp).sum() == doctest::Approx(0.02));
}

TEST_CASE("every way in which a query ends is counted under one name") {
  using enum dns::AnswerKind;
  struct Row {
    Result<dns::Answer> answer;
    std::optional<QueryResult> result;
  };
  const Row rows[] = {
      {answer_of_kind(records), QueryResult::ok},
      {answer_of_kind(nodata), QueryResult::nodata},
      {answer_of_kind(nxdomain), QueryResult::nxdomain},
      {answer_of_kind(servfail), QueryResult::servfail},
      {answer_of_kind(dns::AnswerKind::refused), QueryResult::refused},
      {answer_of_kind(cname_loop), QueryResult::malformed},
      {failure(FailureKind::timeout), QueryResult::timeout},
      {failure(FailureKind::refused), QueryResult::unreachable},
      {failure(FailureKind::unreachable), QueryResult::unreachable},
      {failure(FailureKind::malformed), QueryResult::malformed},
      {failure(FailureKind::protocol), QueryResult::malformed},
      {failure(FailureKind::limited), std::nullopt},
      {failure(FailureKind::cancelled), std::nullopt},
  };
  for (const auto& row : rows) CHECK(query_result(row.answer) == row.result);
}

TEST_CASE("an exchange that never left changes nothing") {
  const auto known = folded(
      {resolver_says(0, "google", answer(kOldMx, 300)), authority_says(0, kNs1, authoritative(kOldMx, 300))});
  for (const auto kind : {FailureKind::limited, FailureKind::cancelled, FailureKind::storage}) {
    const auto after = folded(
        {resolver_says(60, "google", failure(kind)), authority_says(60, kNs1, failure(kind), 9)}, known);
    CHECK(after.domains.size() == 1);
    CHECK(&*after.domains.at(kDomain) == &*known.domains.at(kDomain));
    CHECK(&*after.resolvers.at("google") == &*known.resolvers.at("google"));
  }
  CHECK(folded({resolver_says(0, "google", failure(FailureKind::limited))}).domains.empty());
}

TEST_CASE("only authoritative answers make history") {
  const auto snapshot =
      folded({authority_says(0, kNs1, authoritative(kOldMx, 300), 7),
              authority_says(60, kNs1, answer(kNewMx, 300), 8),
              authority_says(90, kNs1, answer_of_kind(dns::AnswerKind::servfail), std::nullopt)});
  const auto& view = *record_of(snapshot).authorities.at(kNs1);
  CHECK(view.history.versions.size() == 1);
  CHECK(view.serial == 8);
  CHECK_FALSE(view.is_lame());
  CHECK(view.last->answer->kind == dns::AnswerKind::servfail);
}

TEST_CASE("more than three intervals without an answer are a gap, if the zone has moved meanwhile") {
  const auto gaps = [](double pause, Millis interval) {
    std::vector<Observation> all{authority_says(0, kNs1, authoritative(kOldMx, 300), 1),
                                 authority_says(pause, kNs1, authoritative(kOldMx, 300), 2)};
    for (auto& each : all) std::get<AuthorityAnswered>(each).interval = interval;
    return record_of(folded(all)).authorities.at(kNs1)->history.gaps.size();
  };
  CHECK(gaps(30, Seconds{10}) == 0);
  CHECK(gaps(31, Seconds{10}) == 1);
  CHECK(gaps(31, Seconds{60}) == 0);
  CHECK(gaps(1e6, Millis{0}) == 0);  // how often it was asked is not known
}

TEST_CASE(
    "a serial that stayed while one record changed says nothing of the server's others, nor of its zone") {
  const auto says = [](double when, const dns::Question& record, const dns::RrSet& rrset) {
    auto seen = std::get<AuthorityAnswered>(authority_says(when, kNs1, authoritative(rrset, 300), 1));
    seen.record = record;
    seen.interval = Seconds{10};
    return seen;
  };
  const dns::Question other{name("mail.example.org"), dns::RrType::mx};
  const auto after = [&](const dns::RrSet& changed) {
    return folded({says(0, kMxQuestion, kOldMx), says(0, other, kOldMx), says(10, other, changed),
                   says(20, other, changed), authority_says(30, kNs2, authoritative(kOldMx, 300), 5),
                   says(100, kMxQuestion, kOldMx)});
  };
  const auto moved = after(kNewMx);
  CHECK(record_of(moved).authorities.at(kNs1)->history.gaps.size() == 1);
  CHECK_FALSE(record_of(moved).authorities.at(kNs1)->serial_lag);
  const auto stayed = after(kOldMx);
  CHECK(record_of(stayed).authorities.at(kNs1)->history.gaps.empty());
  CHECK(record_of(stayed).authorities.at(kNs1)->serial_lag);
}

TEST_CASE("nobody is behind a serial that says nothing") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 300), 9),
                                authority_says(10, kNs1, authoritative(kNewMx, 300), 9),
                                authority_says(20, kNs1, authoritative(kNewMx, 300), 9),
                                authority_says(30, kNs2, authoritative(kNewMx, 300), 5)});
  CHECK_FALSE(record_of(snapshot).authorities.at(kNs2)->serial_lag);
}

TEST_CASE("a server that answers without authority, or refuses, is lame") {
  struct Row {
    Result<dns::Answer> answer;
    bool is_lame;
  };
  const Row rows[] = {{authoritative(kOldMx, 300), false},
                      {answer(kOldMx, 300), true},
                      {answer_of_kind(dns::AnswerKind::refused), true},
                      {answer_of_kind(dns::AnswerKind::servfail), false},
                      {failure(FailureKind::timeout), false}};
  for (const auto& row : rows) {
    const auto snapshot = folded({authority_says(0, kNs1, row.answer)});
    CHECK(record_of(snapshot).authorities.at(kNs1)->is_lame() == row.is_lame);
  }
  CHECK_FALSE(AuthorityView{}.is_lame());
}

TEST_CASE(
    "the servers are those of the delegation; one that leaves is none any more, a failed look changes none") {
  auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 300))});
  CHECK(record_of(snapshot).authorities.size() == 2);
  snapshot = folded({delegation(60, fail(FailureKind::timeout, "why"))}, snapshot);
  CHECK(record_of(snapshot).delegation_found == at(0));
  CHECK(record_of(snapshot).authorities.size() == 2);
  CHECK_FALSE(*record_of(snapshot).delegation);
  snapshot = folded({delegation(120, std::vector{kNs1})}, snapshot);
  CHECK(record_of(snapshot).authorities.size() == 1);
  CHECK(record_of(snapshot).authorities.at(kNs1)->history.versions.size() == 1);
}

TEST_CASE("an answer that comes in after its server has left the delegation does not bring it back") {
  const auto snapshot = folded({delegation(0, std::vector{kNs1, kNs2}), delegation(60, std::vector{kNs1}),
                                authority_says(60.5, kNs2, authoritative(kOldMx, 300))});
  CHECK(record_of(snapshot).authorities.contains(kNs1));
  CHECK_FALSE(record_of(snapshot).authorities.contains(kNs2));
}

TEST_CASE("a server that leaves the delegation keeps its history, with when it was missed first") {
  auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs2, authoritative(kOldMx, 300)),
              delegation(60, std::vector{kNs1}), delegation(120, std::vector{kNs1})});
  const auto& gone = *record_of(snapshot).departed.at(kNs2);
  CHECK(gone.departed_at == at(60));
  REQUIRE(gone.history.versions.size() == 1);
  CHECK(gone.history.current()->last_asked == at(1));
  CHECK_FALSE(gone.history.current()->ended);  // it was not seen off its last version
  CHECK(record_of(snapshot).histories().size() == 1);
  CHECK(record_of(snapshot).histories_with_departed().size() == 2);
  // Asked before it left: what it says ends the version.
  snapshot = folded({authority_says(121, kNs2, authoritative(kNewMx, 300))}, snapshot);
  CHECK(record_of(snapshot).departed.at(kNs2)->history.versions.front().ended == at(121.1));
  CHECK_FALSE(record_of(snapshot).authorities.contains(kNs2));
  snapshot = folded({delegation(180, std::vector{kNs1, kNs2})}, snapshot);
  CHECK(record_of(snapshot).departed.empty());
  CHECK(record_of(snapshot).authorities.at(kNs2)->history.versions.size() == 2);
}

TEST_CASE("a gap is noted at a server that has departed, and comes back with it") {
  const auto says = [](double when, std::uint32_t serial) {
    auto seen = std::get<AuthorityAnswered>(authority_says(when, kNs2, authoritative(kOldMx, 300), serial));
    seen.interval = Seconds{10};
    return Observation(seen);
  };
  auto snapshot = folded(
      {delegation(0, std::vector{kNs1, kNs2}), says(1, 1), delegation(60, std::vector{kNs1}), says(121, 2)});
  CHECK(record_of(snapshot).departed.at(kNs2)->history.gaps.size() == 1);
  snapshot = folded({delegation(180, std::vector{kNs1, kNs2})}, snapshot);
  CHECK(record_of(snapshot).authorities.at(kNs2)->history.gaps.size() == 1);
}

TEST_CASE("servers that come and go are kept up to a bound, and of the others what bounds need") {
  Snapshot snapshot;
  for (int i = 0; i < 100; ++i) {
    dns::NameServer server{"ns.example.org.", endpoint("192.0.2.1")};
    server.endpoint.port = static_cast<std::uint16_t>(1000 + i);
    snapshot = folded({delegation(2 * i, std::vector{kNs1, server}),
                       authority_says(2 * i + 1, server, authoritative(kOldMx, 300))},
                      std::move(snapshot));
  }
  const auto& departed = record_of(snapshot).departed;
  CHECK(departed.size() == kMaxDeparted);
  CHECK_FALSE(departed.contains(kNs1));
  CHECK(departed.begin()->second->departed_at == at(2 * (99 - 31)));
  CHECK(record_of(snapshot).forgotten ==
        dns::ForgottenServers{.left = at(2 * (99 - 32)), .ttl = Seconds{300}});
}

TEST_CASE(
    "a server that leaves the delegation and never answered is kept, too, and back with its first answer") {
  auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs2, fail(FailureKind::timeout)),
              delegation(60, std::vector{kNs1})});
  CHECK(record_of(snapshot).departed.at(kNs2)->departed_at == at(60));
  CHECK(record_of(snapshot).departed.at(kNs2)->history.versions.empty());
  const auto late = folded({authority_says(61, kNs2, authoritative(kOldMx, 300))}, snapshot);
  CHECK(record_of(late).departed.at(kNs2)->history.versions.size() == 1);
  snapshot = folded({delegation(120, std::vector{kNs1, kNs2})}, snapshot);
  CHECK(record_of(snapshot).departed.empty());
}

TEST_CASE("a server that comes back to the delegation has its history") {
  const auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs2, authoritative(kOldMx, 300)),
              delegation(60, std::vector{kNs1}), delegation(120, std::vector{kNs1, kNs2}),
              authority_says(121, kNs2, authoritative(kNewMx, 300), 2)});
  const auto& versions = record_of(snapshot).authorities.at(kNs2)->history.versions;
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].rrset == kOldMx);
  CHECK(versions[0].ended == at(121.1));  // what it published in between is not known
}

TEST_CASE("a comparison that fails leaves nothing claimed about the parent") {
  const auto compared = [](Result<dns::DelegationSides> sides) {
    return DelegationCompared{
        .domain = kDomain, .record = kMxQuestion, .at = at(0), .sides = std::move(sides)};
  };
  auto snapshot =
      folded({compared(dns::DelegationSides{.zone = name("example.org"), .parent = {"a."}, .child = {}})});
  CHECK(record_of(snapshot).sides.value()->only_parent().contains("a."));
  snapshot = folded({compared(fail(FailureKind::timeout))}, snapshot);
  CHECK_FALSE(record_of(snapshot).sides.value());
}

TEST_CASE("a comparison is about all records of the name, and what was named stays known") {
  const dns::Question other{kMxQuestion.name, dns::RrType::txt};
  const dns::Question elsewhere{name("mail.example.org"), dns::RrType::a};
  const auto compared = [](double when, Result<dns::DelegationSides> sides) {
    return DelegationCompared{
        .domain = kDomain, .record = kMxQuestion, .at = at(when), .sides = std::move(sides)};
  };
  const auto found = [](const dns::Question& record) {
    return DelegationFound{.domain = kDomain, .record = record, .at = at(0), .servers = std::vector{kNs1}};
  };
  const dns::DelegationSides first{.zone = name("example.org"), .parent = {"a.", "b."}, .child = {"a."}};
  const dns::DelegationSides then{.zone = name("example.org"), .parent = {"a."}, .child = {"a."}};
  const auto snapshot =
      folded({found(other), found(elsewhere), compared(1, first), compared(2, fail(FailureKind::timeout)),
              compared(3, then), compared(4, fail(FailureKind::timeout))});
  const dns::NamedServers expected{{"a.", {.by_parent = true, .by_zone = true, .last = at(3)}},
                                   {"b.", {.by_parent = false, .by_zone = false, .last = at(1)}}};
  const auto& records = snapshot.domains.at(kDomain)->records;
  CHECK(records.at(kMxQuestion)->named == expected);
  CHECK(records.at(other)->named == expected);
  CHECK(records.at(elsewhere)->named.empty());
}

TEST_CASE("servers that are configured need no delegation") {
  CHECK(record_of(folded({authority_says(0, kNs1, authoritative(kOldMx, 300))})).authorities.contains(kNs1));
}

TEST_CASE("a published snapshot never changes, and what was not touched stays shared") {
  auto current =
      folded({resolver_says(0, "google", answer(kOldMx, 300)), resolver_says(0, "quad9", answer(kOldMx, 300)),
              resolver_says(0, "google", answer(kOldMx, 300), "example.net"), recorded(0, "m1")});
  const Snapshot published = current;
  const auto* mail_before = &mail_of(published);
  const auto* quad9_before = &*record_of(published).resolvers.at("quad9");
  current = folded({resolver_says(60, "google", answer(kNewMx, 300))}, current);
  CHECK(record_of(published).resolvers.at("google")->entries.size() == 1);
  CHECK(record_of(current).resolvers.at("google")->entries.size() == 2);
  CHECK(&*published.domains.at("example.net") == &*current.domains.at("example.net"));
  CHECK(&*published.domains.at(kDomain) != &*current.domains.at(kDomain));
  CHECK(&*record_of(current).resolvers.at("quad9") == quad9_before);
  CHECK(&mail_of(current) == mail_before);
}

TEST_CASE("runs, skips, findings and failed writes are kept apart by probe and reason") {
  const auto snapshot = folded(
      {ProbeRan{.domain = kDomain,
                .probe = "resolver",
                .at = at(5),
                .duration = Micros{7},
                .lateness = Micros{2'000'000}},
       ProbeSkipped{.domain = kDomain, .probe = "main", .reason = SkipReason::not_recorded},
       ProbeSkipped{.domain = kDomain, .probe = "main", .reason = SkipReason::still_running, .count = 3},
       ProbeSkipped{.domain = kDomain, .probe = "main", .reason = SkipReason::still_running, .count = 2},
       StateWriteFailed{.at = at(6), .failure = {FailureKind::storage, "disk full"}},
       MxLinted{
           .domain = kDomain,
           .at = at(7),
           .findings = {{"mail.example.org.", {.problems = {dns::MxProblem::cname}, .is_complete = true}}}}});
  const auto& state = *snapshot.domains.at(kDomain);
  CHECK(state.probes.at("resolver").last_run == at(5));
  CHECK(state.probes.at("resolver").last_duration == Micros{7});
  CHECK(state.probes.at("resolver").lateness.sum() == doctest::Approx(2));
  CHECK(state.probes.at("main").skipped.at(SkipReason::not_recorded) == 1);
  CHECK(state.probes.at("main").skipped.at(SkipReason::still_running) == 5);
  CHECK(snapshot.state_write_errors == 1);
  CHECK(state.mx_problems() == std::set{dns::MxProblem::cname});
}

TEST_CASE("the same observations give the same snapshot again") {
  Cases cases(9);
  std::vector<Observation> story;
  for (int i = 0; i < 500; ++i) {
    const double now = i * 7;
    const auto& rrset = cases.chance(50) ? kOldMx : kNewMx;
    const auto ttl = cases.between(0, 20);
    if (cases.chance(20))
      story.push_back(authority_says(now, cases.chance(50) ? kNs1 : kNs2, authoritative(rrset, ttl),
                                     static_cast<std::uint32_t>(i)));
    if (cases.chance(70)) story.push_back(resolver_says(now, "google", answer(rrset, ttl)));
    if (cases.chance(10)) story.push_back(resolver_says(now, "google", fail(FailureKind::timeout)));
  }
  const auto once = folded(story);
  const auto again = folded(story);
  const auto& seen = *record_of(once).resolvers.at("google");
  CHECK(seen.entries == record_of(again).resolvers.at("google")->entries);
  CHECK(seen.changes == record_of(again).resolvers.at("google")->changes);
  CHECK(record_of(once).histories() == record_of(again).histories());
  CHECK(once.resolvers.at("google")->queries == again.resolvers.at("google")->queries);
  CHECK(seen.changes.size() > 10);
}
