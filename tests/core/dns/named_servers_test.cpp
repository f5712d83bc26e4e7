#include "core/dns/named_servers.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::dns;

namespace {

WallTime at(int seconds) { return WallTime(Seconds{seconds}); }

}  // namespace

TEST_CASE("a delegation that names others at each look fills no memory, and who is named now is kept") {
  NamedServers known;
  for (int look = 0; look < 1000; ++look) {
    const DelegationSides sides{.zone = Name(),
                                .parent = {"zzz.", fmt::format("p{}.", look)},
                                .child = {"aaa.", fmt::format("c{}.", look)}};
    known = with_sides(std::move(known), sides, at(look));
    CHECK(known.size() <= kMaxNamed);
  }
  CHECK(known.size() == kMaxNamed);
  CHECK(known.at("zzz.") == NamedServer{.by_parent = true, .by_zone = false, .last = at(999)});
  CHECK(known.at("aaa.") == NamedServer{.by_parent = false, .by_zone = true, .last = at(999)});
  CHECK(known.contains("p998."));
  CHECK_FALSE(known.at("p998.").is_named());
  CHECK_FALSE(known.contains("p0."));
}
