#include "core/dns/ttl_limits.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using namespace cutwatch::test;

namespace {

/// Published with 15 s all the time, and fetched with more: what is learned of it.
std::optional<Lengthened> learned(const ResolverView& view) {
  const std::vector<Publication> published{
      {.rrset = kOldMx, .ttl = Seconds{15}, .fetched = {.begin = at(-10'000), .end = at(100'000)}}};
  return lengthened(view, published, Span{.begin = at(-5'000), .end = at(100'000)});
}

/// One copy with a TTL of an hour, looked at every minute.
ResolverView after(int looks) {
  ResolverView view;
  for (int i = 0; i < looks; ++i)
    view = with_reply(std::move(view), at(i * 60), at(i * 60 + 0.1), answer(kOldMx, 3'600 - i * 60));
  return view;
}

}  // namespace

TEST_CASE("limits: a floor is the most that a copy showed, also when that answer is no longer held") {
  CHECK(learned(after(1))->ttl == Seconds{3'600});
  CHECK(learned(after(30))->ttl == Seconds{3'600});
  CHECK(learned(after(30))->ends_by <= at(3'602));
}

TEST_CASE("limits: where the first answer with a copy is forgotten, its end tells what was left of it then") {
  auto view = after(30);
  view.holdings.front().arrivals.clear();
  CHECK(learned(view)->ttl >= Seconds{3'598});
  CHECK(learned(view)->ttl <= Seconds{3'600});
}

TEST_CASE("limits: a TTL that stands still is no floor, nor is one that stale answers have") {
  ResolverView view;
  for (int i = 0; i < 30; ++i)
    view = with_reply(std::move(view), at(i * 60), at(i * 60 + 0.1), answer(kOldMx, 3'600));
  CHECK_FALSE(learned(view));
  CHECK_FALSE(learned(with_reply({}, at(0), at(0.1), answer(kOldMx, 30))));
}
