#include "core/cutover/record/record_bounds.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <map>

// DESIGN §5.1, one situation after the other. The margin is five seconds, and every look takes 0.1 s.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using dns::BoundBasis;

namespace {

struct Look {
  double when;
  dns::RrSet rrset;
  std::int64_t ttl;
  std::uint32_t serial;
};

using Looks = std::map<dns::NameServer, std::vector<Look>>;

RecordState seen(const Looks& looks) {
  RecordState state;
  for (const auto& [server, all] : looks) {
    auto& view = state.authorities[server].write();
    for (const auto& look : all) {
      view.history = dns::with_sample(std::move(view.history), {.rrset = look.rrset,
                                                                .ttl = Seconds{look.ttl},
                                                                .serial = look.serial,
                                                                .sent = at(look.when),
                                                                .received = at(look.when + 0.1)});
    }
  }
  return state;
}

WatchedRecord record(dns::Stages stages, std::optional<Seconds> original_ttl = Seconds{0}) {
  WatchedRecord out{.question = kMxQuestion, .stages = std::move(stages)};
  out.bounds.past.original_ttl = original_ttl;
  return out;
}

RecordBounds bounds(const WatchedRecord& of, const Looks& looks, std::size_t target = 1) {
  return bounds_of(of, seen(looks), target);
}

bool waits_for(const std::optional<dns::BoundResult>& bound, const std::vector<dns::NameServer>& servers) {
  return bound && !*bound && bound->error().waits_for == servers;
}

bool is(const std::optional<dns::BoundResult>& bound, double when, BoundBasis basis = BoundBasis::seen) {
  return bound && *bound && **bound == dns::Bound{.at = at(when), .basis = basis};
}

const WatchedRecord kRecord = record({kOldMx, kNewMx});

}  // namespace

TEST_CASE("nothing changed yet: no bound has a meaning") {
  const auto none = bounds(kRecord, {{kNs1, {{0, kOldMx, 3600, 1}, {100, kOldMx, 3600, 1}}}});
  CHECK_FALSE(none.lowered);
  CHECK_FALSE(none.changed);
  CHECK_FALSE(none.old_host);
  CHECK_FALSE(bounds(kRecord, {}).changed);
  CHECK_FALSE(bounds(record({kOldMx}), {{kNs1, {{0, kOldMx, 60, 1}}}}, 0).changed);
}

TEST_CASE("a TTL lowered in flight: the copies with the high one end it after the first look without it") {
  const auto lowered =
      bounds(kRecord, {{kNs1, {{0, kOldMx, 3600, 1}, {100, kOldMx, 3600, 1}, {200, kOldMx, 60, 2}}}});
  CHECK(is(lowered.lowered, 200.1 + 3600 + 5));
  CHECK_FALSE(lowered.changed);
}

TEST_CASE("a data change soon after the TTL was lowered: the copies with the high one are the last") {
  const auto soon = bounds(
      kRecord,
      {{kNs1, {{0, kOldMx, 3600, 1}, {200, kOldMx, 60, 2}, {299, kOldMx, 60, 2}, {300, kNewMx, 60, 3}}}});
  CHECK(is(soon.changed, 200.1 + 3600 + 5));
  CHECK(is(soon.lowered, 200.1 + 3600 + 5));
  const auto late =
      bounds(kRecord, {{kNs1, {{0, kOldMx, 3600, 1}, {200, kOldMx, 60, 2}, {9000, kNewMx, 60, 3}}}});
  CHECK(is(late.changed, 9000.1 + 60 + 5));
}

TEST_CASE("the old host's address outlives the MX: each record has its own bound") {
  auto mx = record({kOldMx, kLastMx});
  mx.bounds.old_host = {.name = "mail.example.org.", .addresses = {ip("192.0.2.10")}};
  CHECK(is(bounds(mx, {{kNs1, {{0, kOldMx, 300, 1}, {100, kLastMx, 300, 2}}}}).old_host, 100.1 + 300 + 5));
  const auto old_address = dns::RrSet::parse(dns::RrType::a, {"192.0.2.10"}).value();
  const auto new_address = dns::RrSet::parse(dns::RrType::a, {"198.51.100.7"}).value();
  auto address = record({old_address, new_address});
  address.question = {name("mail.example.org"), dns::RrType::a};
  address.bounds.old_host = mx.bounds.old_host;
  CHECK(is(bounds(address, {{kNs1, {{0, old_address, 86400, 1}, {200, new_address, 300, 2}}}}).old_host,
           200.1 + 86400 + 5));
}

TEST_CASE("while the old host is still named, nothing can be said of its end") {
  auto both = record({kOldMx, kNewMx});  // the new stage keeps it as a fallback
  both.bounds.old_host.name = "mail.example.org.";
  const auto named = bounds(both, {{kNs1, {{0, kOldMx, 300, 1}, {100, kNewMx, 300, 2}}}});
  CHECK(named.changed);
  CHECK_FALSE(named.old_host);
}

TEST_CASE("after a restart the gap counts: what was there before may have been until the first look") {
  CHECK(
      is(bounds(kRecord, {{kNs1, {{0, kOldMx, 300, 1}, {5000, kNewMx, 300, 2}}}}).changed, 5000.1 + 300 + 5));
}

TEST_CASE("the agent came late: the TTL from before the first look is what the operator says, or 48 hours") {
  const Looks looks{{kNs1, {{0, kOldMx, 60, 7}, {100, kNewMx, 60, 8}}}};
  CHECK(is(bounds(record({kOldMx, kNewMx}, std::nullopt), looks).changed, 0.1 + 48 * 3600 + 5,
           BoundBasis::assumed));
  CHECK(is(bounds(record({kOldMx, kNewMx}, Seconds{7200}), looks).changed, 0.1 + 7200 + 5,
           BoundBasis::original));
  auto told = record({kOldMx, kNewMx}, Seconds{7200});
  told.bounds.past.lowered_at = at(-3600);
  CHECK(is(bounds(told, looks).changed, -3600 + 7200 + 5, BoundBasis::original));
  told.bounds.past.lowered_at = at(-9000);
  CHECK(is(bounds(told, looks).changed, 100.1 + 60 + 5));
  CHECK(is(bounds(told, looks).lowered, 0.1 + 60 + 5, BoundBasis::original));
}

TEST_CASE("a secondary lags: no bound until it has left, then its lag is added") {
  Looks looks{{kNs1, {{0, kOldMx, 300, 1}, {100, kNewMx, 300, 2}}},
              {kNs2, {{0, kOldMx, 300, 1}, {100, kOldMx, 300, 1}}}};
  CHECK(waits_for(bounds(kRecord, looks).changed, {kNs2}));
  looks[kNs2].push_back({400, kNewMx, 300, 2});
  CHECK(is(bounds(kRecord, looks).changed, 400.1 + 300 + 5 + 300));
  looks[{"ns3.example.org.", endpoint("203.0.113.53")}] = {};  // listed, and never answered
  CHECK(waits_for(bounds(kRecord, looks).changed, {{"ns3.example.org.", endpoint("203.0.113.53")}}));
}

TEST_CASE("a dead server that the operator accepts counts up to its last answer") {
  auto accepting = kRecord;
  accepting.bounds.accepted = {kNs2.name};
  const Looks looks{{kNs1, {{0, kOldMx, 300, 1}, {100, kNewMx, 300, 2}}},
                    {kNs2, {{0, kOldMx, 300, 1}, {50, kOldMx, 900, 1}}}};
  CHECK(waits_for(bounds(kRecord, looks).changed, {kNs2}));
  CHECK(is(bounds(accepting, looks).changed, 50.1 + 900 + 5));
  CHECK(is(bounds(accepting, {{kNs1, looks.at(kNs1)}, {kNs2, {}}}).changed, 100.1 + 300 + 5));
}

TEST_CASE("a new name after negative answers: the last of those ends with the zone's negative TTL") {
  const auto fresh = record({kAbsent, kNewMx});
  CHECK(is(bounds(fresh, {{kNs1, {{0, kAbsent, 900, 1}, {100, kNewMx, 60, 2}}}}).changed, 100.1 + 900 + 5));
}

TEST_CASE("after a rollback the bound is that of the stage rolled back from") {
  const Looks looks{{kNs1, {{0, kOldMx, 300, 1}, {100, kNewMx, 600, 2}, {200, kOldMx, 300, 3}}}};
  CHECK(is(bounds(kRecord, looks, 0).changed, 200.1 + 600 + 5));
  auto with_old_host = record({kOldMx, kLastMx});
  with_old_host.bounds.old_host.name = "mail.example.org.";
  CHECK_FALSE(
      bounds(with_old_host, {{kNs1, {{0, kOldMx, 300, 1}, {100, kLastMx, 600, 2}, {200, kOldMx, 300, 3}}}}, 0)
          .old_host);
}

TEST_CASE("the margin is the plan's, and an address still hides old copies no longer than was seen") {
  auto hasty = record({kOldMx, kNewMx}, std::nullopt);
  hasty.bounds.margin = Millis{200};
  const Looks looks{{kNs1, {{0, kOldMx, 60, 7}, {100, kNewMx, 60, 8}}}};
  CHECK(is(bounds(hasty, looks).changed, 0.1 + 48 * 3600 + 0.2, BoundBasis::assumed));
  CHECK(seen_bound(hasty, seen(looks), 1) == at(100.1 + 60 + 0.2));
}

TEST_CASE("resolvers are judged by what was published until the authorities were last asked, all of them") {
  const Looks looks{{kNs1, {{0, kOldMx, 300, 1}, {100, kNewMx, 200, 2}, {900, kNewMx, 200, 2}}},
                    {kNs2, {{0, kOldMx, 400, 1}, {100, kNewMx, 200, 2}, {700, kNewMx, 200, 2}}}};
  const auto end = old_end(kRecord, seen(looks), 1);
  REQUIRE(end);
  CHECK(end->gone == at(100.1));
  CHECK(end->bound == at(100.1 + 400 + 5));
  CHECK(end->ttl == Seconds{400});
  CHECK(end->known_until == at(700));
  CHECK_FALSE(known_until(kRecord, seen({{kNs1, looks.at(kNs1)}, {kNs2, {}}})));
  auto accepting = kRecord;
  accepting.bounds.accepted = {kNs2.name};
  CHECK(known_until(accepting, seen(looks)) == at(900));
}

TEST_CASE("old data are gone only when no look, gap or forgotten version can hide them") {
  // Found on the target: what was there before the first look is not known.
  const auto late = old_end(record({kOldMx, kNewMx}, Seconds{600}),
                            seen({{kNs1, {{50, kNewMx, 60, 9}, {60, kNewMx, 60, 9}}}}), 1);
  REQUIRE(late);
  CHECK(late->gone == at(50.1));
  CHECK(late->ttl == Seconds{600});

  // Silent from 100 to 900, and the zone was another one afterwards.
  auto state = seen({{kNs1, {{0, kOldMx, 300, 1}, {50, kNewMx, 400, 2}, {100, kNewMx, 400, 2}}}});
  auto& history = state.authorities[kNs1].write().history;
  history = dns::with_sample(std::move(history), {.rrset = kNewMx,
                                                  .ttl = Seconds{400},
                                                  .serial = 5,
                                                  .sent = at(900),
                                                  .received = at(900.1),
                                                  .longest_pause = Seconds{180}});
  const auto end = old_end(kRecord, state, 1);
  REQUIRE(end);
  CHECK(end->gone == at(900.1));
  CHECK(end->ttl == Seconds{400});
}
