#include "core/dns/resolver_view.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

Answer named(const RrSet& rrset, std::int64_t ttl, const char* nsid) {
  auto out = answer(rrset, ttl);
  out.nsid = nsid;
  return out;
}

}  // namespace

TEST_CASE("a change is noted when what is held is another than before, and only then") {
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), answer(kOldMx, 20));
  view = with_reply(std::move(view), at(10), at(10.1), answer(kOldMx, 10));
  view = with_reply(std::move(view), at(15), at(15.1), answer(kNewMx, 300));
  view = with_reply(std::move(view), at(25), at(25.1), answer(kNewMx, 290));
  REQUIRE(view.changes.size() == 3);
  CHECK(view.changes[0] == HeldChange{at(0.1), {kOldMx}});
  CHECK(view.changes[1].at == at(15.1));
  CHECK(view.changes[1].held.size() == 2);
  CHECK(view.changes[2] == HeldChange{at(21.1), {kNewMx}});  // when the old copy ended, not when next asked
}

TEST_CASE("a stale answer is held until other data take its place, not for the TTL that stands in for one") {
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), answer(kOldMx, 2));
  for (double now : {3.0, 4.0, 5.0})
    view = with_reply(std::move(view), at(now), at(now + 0.1), answer(kOldMx, 30));
  view = with_reply(std::move(view), at(6), at(6.1), answer(kNewMx, 6));
  view = with_reply(std::move(view), at(13), at(13.1), answer(kNewMx, 30));
  view = with_reply(std::move(view), at(14), at(14.1), answer(kNewMx, 6));
  CHECK(view.changes == std::vector<HeldChange>{{at(0.1), {kOldMx}}, {at(6.1), {kNewMx}}});

  SUBCASE("back again is a change of its own") {
    view = with_reply(std::move(view), at(21), at(21.1), answer(kNewMx, 30));
    view = with_reply(std::move(view), at(22), at(22.1), answer(kOldMx, 6));
    REQUIRE(view.changes.size() == 3);
    CHECK(view.changes[2] == HeldChange{at(22.1), {kOldMx}});
  }
}

TEST_CASE("a copy that stands still is held until other data take its place, however often it is asked for") {
  for (const double every : {1.0, 2.0, 5.0}) {
    ResolverView view;
    for (double now = 0; now < 20; now += every)
      view = with_reply(std::move(view), at(now), at(now + 0.1), answer(kOldMx, 20));
    view = with_reply(std::move(view), at(20), at(20.1), answer(kNewMx, 6));
    CHECK(view.changes == std::vector<HeldChange>{{at(0.1), {kOldMx}}, {at(20.1), {kNewMx}}});
    CHECK(view.caches(at(20)) == 1);
  }
}

TEST_CASE("where several caches are known a stale copy may live in another one") {
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), named(kOldMx, 30, "a"));
  view = with_reply(std::move(view), at(1), at(1.1), named(kNewMx, 60, "b"));
  view = with_reply(std::move(view), at(2), at(2.1), named(kNewMx, 59, "b"));
  REQUIRE(view.changes.size() == 2);
  CHECK(view.changes[1].held.size() == 2);
}

TEST_CASE("replies that are not definite change no copy") {
  const auto held = with_reply({}, at(0), at(0.1), answer(kOldMx, 300));
  const Result<Answer> replies[] = {
      fail(FailureKind::timeout), fail(FailureKind::malformed), test::answer_of_kind(AnswerKind::servfail),
      test::answer_of_kind(AnswerKind::refused), test::answer_of_kind(AnswerKind::cname_loop)};
  for (const auto& reply : replies) {
    const auto after = with_reply(held, at(10), at(15), reply);
    CHECK(after.entries == held.entries);
    CHECK(after.changes == held.changes);
    REQUIRE(after.last);
    CHECK(after.last->at == at(15));
    CHECK(after.last->answer == reply);
  }
}

TEST_CASE("a resolver that answers random data for ever does not grow what is known of it") {
  test::Cases cases(7);
  ResolverView view;
  double now = 0;
  for (int i = 0; i < 5000; ++i) {
    now += static_cast<double>(cases.between(1, 5000)) / 1000;
    const auto data = test::mx({std::to_string(cases.between(0, 65535)) + " evil.example"});
    view = with_reply(std::move(view), at(now), at(now + 0.01), answer(data, cases.between(0, 0x7fffffff)));
    REQUIRE(view.entries.size() <= kMaxCacheEntries);
    REQUIRE(view.changes.size() <= kMaxHeldChanges);
    REQUIRE(view.changes.back().held.size() <= kMaxCacheEntries);
  }
}

TEST_CASE("a TTL is seen running down although caches take turns") {
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), answer(kOldMx, 300));
  view = with_reply(std::move(view), at(5), at(5.1), answer(kOldMx, 100));
  CHECK_FALSE(view.ttl.counts_down);
  CHECK(view.caches(at(6)) == 1);
  view = with_reply(std::move(view), at(10), at(10.1), answer(kOldMx, 290));
  CHECK(view.ttl.counts_down);
}

TEST_CASE("caches are several once they have taken turns twice: one return may be chance") {
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), answer(kOldMx, 300));
  view = with_reply(std::move(view), at(5), at(5.1), answer(kOldMx, 100));
  view = with_reply(std::move(view), at(10), at(10.1), answer(kOldMx, 290));
  CHECK(view.caches(at(11)) == 1);
  view = with_reply(std::move(view), at(15), at(15.1), answer(kOldMx, 90));
  CHECK(view.caches(at(16)) == 2);
}

TEST_CASE("a sample that several copies explain is the one seen last") {
  // One cache that drops its copy at once.
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), answer(kOldMx, 300));
  view = with_reply(std::move(view), at(1.5), at(1.6), answer(kOldMx, 300));
  view = with_reply(std::move(view), at(20), at(20.1), answer(kOldMx, 281));
  REQUIRE(view.entries.size() == 2);
  CHECK(view.entries[1].samples == 2);
  CHECK(view.caches(at(21)) == 1);
}

TEST_CASE("NSID: copies are told apart by the server that names itself, and names are counted for an hour") {
  const auto named = [](const char* server, std::int64_t ttl) {
    auto out = answer(kOldMx, ttl);
    out.nsid = server;
    return out;
  };
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), named("a", 300));
  view = with_reply(std::move(view), at(1), at(1.1), named("b", 299));  // the same end, another server
  CHECK(view.entries.size() == 2);
  CHECK(view.caches(at(2)) == 2);
  view = with_reply(std::move(view), at(10), at(10.1), named("a", 290));
  CHECK(view.entries.size() == 2);
  CHECK(view.caches(at(3599)) == 2);
  CHECK(view.caches(at(3605)) == 1);
}

TEST_CASE("flapping: answers that go to and fro are two copies that live on, not a change each time") {
  ResolverView view;
  for (int i = 0; i < 20; ++i) {
    const auto& rrset = i % 2 == 0 ? kOldMx : test::kNewMx;
    view = with_reply(std::move(view), at(i * 10), at(i * 10 + 0.1), answer(rrset, 600 - i * 10));
  }
  CHECK(view.entries.size() == 2);
  CHECK(view.changes.size() == 2);  // the old one alone, then both
  CHECK(view.caches(at(200)) == 2);
}
