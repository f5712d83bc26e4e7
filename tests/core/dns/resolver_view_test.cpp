#include "core/dns/resolver_view.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::kNewMx;
using test::kOldMx;

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
  CHECK(view.changes[2] == HeldChange{at(25.1), {kNewMx}});
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
  // One cache that drops its copy twice within two seconds.
  ResolverView view;
  view = with_reply(std::move(view), at(0), at(0.1), answer(kOldMx, 300));
  view = with_reply(std::move(view), at(2), at(2.1), answer(kOldMx, 301));
  view = with_reply(std::move(view), at(20), at(20.1), answer(kOldMx, 281));
  REQUIRE(view.entries.size() == 2);
  CHECK(view.entries[1].samples == 2);
  CHECK(view.caches(at(21)) == 1);
}
