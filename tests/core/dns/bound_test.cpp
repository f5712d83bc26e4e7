#include "core/dns/bound.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

const NameServer kServer{"ns1.example.org.", test::endpoint("192.0.2.53")};
const BoundTerms kNothingBefore{.past = {.original_ttl = Seconds{0}, .lowered_at = {}}};

void look(AuthorityHistory& history, double when, const RrSet& rrset, std::int64_t ttl,
          std::uint32_t serial) {
  history = with_sample(
      std::move(history),
      {.rrset = rrset, .ttl = Seconds{ttl}, .serial = serial, .sent = at(when), .received = at(when)});
}

bool is_old(const Version& version) { return version.rrset == kOldMx; }

}  // namespace

TEST_CASE("no server, no bound") {
  const auto none = bound_of({}, is_old, kNothingBefore);
  REQUIRE_FALSE(none);
  CHECK(none.error().waits_for.empty());
}

TEST_CASE("the largest TTL that a version was seen with counts: some authorities count down") {
  AuthorityHistory history;
  look(history, 0, kOldMx, 250, 1);
  look(history, 10, kOldMx, 300, 1);
  look(history, 20, kOldMx, 280, 1);
  look(history, 30, kNewMx, 60, 2);
  CHECK(bound_of({{.server = kServer, .history = &history}}, is_old, kNothingBefore)->at == at(30 + 300 + 5));
}

TEST_CASE("versions that were forgotten still have copies") {
  AuthorityHistory history;
  look(history, 0, kOldMx, 86'400, 0);
  for (std::uint32_t serial = 1; serial <= 2 * kMaxVersions; ++serial)
    look(history, serial, serial % 2 == 1 ? kNewMx : kOldMx, 10, serial);
  look(history, 1000, kNewMx, 10, 1000);
  REQUIRE(history.versions.size() == kMaxVersions);
  CHECK(bound_of({{.server = kServer, .history = &history}}, is_old, kNothingBefore)->at ==
        at(1 + 86'400 + 5));
}

TEST_CASE("servers that were forgotten may have gone on with anything for as long as resolvers ask them") {
  constexpr auto kTwoDays = 48 * 3600;
  AuthorityHistory history;
  look(history, 0, kOldMx, 300, 1);
  look(history, 30, kNewMx, 60, 2);
  AuthorityHistory gone;
  look(gone, 0, kOldMx, 7200, 1);
  const auto end = [&](std::optional<Seconds> original, const AuthorityHistory& first) {
    auto terms = kNothingBefore;
    terms.past.original_ttl = original;
    terms.forgotten = with_forgotten(with_forgotten({}, first, at(40)), {}, at(20));
    return bound_of({{.server = kServer, .history = &history}}, is_old, terms)->at;
  };
  CHECK(end(Seconds{0}, gone) == at(40 + kTwoDays + 7200 + 5));
  CHECK(end(Seconds{86'400}, gone) == at(40 + kTwoDays + 86'400 + 5));
  CHECK(end(std::nullopt, {}) == at(40 + kTwoDays + kTwoDays + 5));
  CHECK(with_forgotten({}, {.forgotten_ended = at(1000)}, at(40)).ttl == Seconds{960});
}

TEST_CASE("what is said of the TTL before is said of the servers that were heard by then") {
  AuthorityHistory history;
  look(history, 500, kNewMx, 60, 2);
  UnseenPast past{.original_ttl = Seconds{3600}, .lowered_at = at(-7200)};
  CHECK(unseen_copies_end(history, past) == at(560));
  past.heard_by = at(500);
  CHECK(unseen_copies_end(history, past) == at(560));
  past.heard_by = at(499);
  CHECK(unseen_copies_end(history, past) == at(500 + 3600));
  CHECK_FALSE(unseen_until({}, past));
}

TEST_CASE("the lag between servers is the time between their leaving the same version, either way round") {
  AuthorityHistory one;
  AuthorityHistory other;
  look(one, 0, kOldMx, 60, 1);
  look(other, 0, kOldMx, 60, 1);
  look(one, 100, kNewMx, 60, 2);
  CHECK(largest_lag({{.server = kServer, .history = &one}, {.server = kServer, .history = &other}}) ==
        Millis{0});
  look(other, 130, kNewMx, 60, 2);
  CHECK(largest_lag({{.server = kServer, .history = &one}, {.server = kServer, .history = &other}}) ==
        Seconds{30});
  CHECK(largest_lag({{.server = kServer, .history = &other}, {.server = kServer, .history = &one}}) ==
        Seconds{30});
}

TEST_CASE("bounds rest on names of the contract") {
  CHECK(to_string(BoundBasis::seen) == "seen");
  CHECK(to_string(BoundBasis::original) == "original_ttl");
  CHECK(to_string(BoundBasis::assumed) == "assumed");
}
