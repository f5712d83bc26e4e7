#include "core/cutover/record/resolver_ways.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;

TEST_CASE("over several records the most caches, the lowest cap and the highest floor stand") {
  const ResolverWays one{.caches = 2, .cap = Seconds{3600}, .floor = Seconds{60}, .honours_ttl = true};
  const ResolverWays other{
      .caches = 1, .cap = Seconds{300}, .floor = Seconds{120}, .honours_ttl = std::nullopt};
  const ResolverWays both{.caches = 2, .cap = Seconds{300}, .floor = Seconds{120}, .honours_ttl = true};
  CHECK(joined(one, other) == both);
  CHECK(joined(other, one) == both);
  CHECK(joined(one, ResolverWays{}) == one);
}

TEST_CASE("one offence is enough not to honour TTLs") {
  ResolverWays honest;
  honest.honours_ttl = true;
  ResolverWays late;
  late.honours_ttl = false;
  CHECK(joined(honest, late).honours_ttl == false);
  CHECK(joined(late, honest).honours_ttl == false);
}

TEST_CASE("the share is that of the judged resolvers, and none where none was judged") {
  ResolverWays honest;
  honest.honours_ttl = true;
  ResolverWays late;
  late.honours_ttl = false;
  CHECK(honoured_ratio({}) == std::nullopt);
  CHECK(honoured_ratio({{"a", ResolverWays{}}}) == std::nullopt);
  CHECK(honoured_ratio({{"a", honest}, {"b", ResolverWays{}}}) == 1.0);
  CHECK(honoured_ratio({{"a", honest}, {"b", late}, {"c", honest}, {"d", honest}}) == 0.75);
}
