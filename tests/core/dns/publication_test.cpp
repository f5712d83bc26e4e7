#include "core/dns/publication.hpp"

#include "core/dns/holding.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using namespace cutwatch::test;

namespace {

/// The old MX with 300 s, then with 60 s, then the new one.
const std::vector<Publication> kPublished{
    {.rrset = kOldMx, .ttl = Seconds{300}, .fetched = {.begin = at(0), .end = at(1'000)}},
    {.rrset = kOldMx, .ttl = Seconds{60}, .fetched = {.begin = at(1'000), .end = at(2'000)}},
    {.rrset = kNewMx, .ttl = Seconds{60}, .fetched = {.begin = at(2'000), .end = at(3'000)}}};

Sighting seen_with(Seconds ttl) {
  return {.sent = at(0), .received = at(0), .ttl = ttl, .nsid = std::nullopt, .copy_since = at(0)};
}

bool is_telling(const std::vector<Sighting>& sightings) {
  return tells_of_a_copy({.rrset = kOldMx, .sightings = sightings, .arrivals = {}}, 0);
}

}  // namespace

TEST_CASE("publications of one RRset are those of it, in order") {
  const auto found = of_rrset(kPublished, kOldMx);
  REQUIRE(found.size() == 2);
  CHECK(found[0] == &kPublished[0]);
  CHECK(found[1] == &kPublished[1]);
  CHECK(of_rrset(kPublished, kLastMx).empty());
}

TEST_CASE("a copy is explained by a publication that it can have been fetched from, to three seconds") {
  const auto old = of_rrset(kPublished, kOldMx);
  CHECK(is_explained(old, at(500), at(803)));
  CHECK_FALSE(is_explained(old, at(500), at(803.1)));
  CHECK(is_explained(old, at(1'500), at(1'563)));
  CHECK_FALSE(is_explained(of_rrset(kPublished, kNewMx), at(2'500), at(2'564)));
  CHECK(is_explained(old, at(2'500), at(2'063)));
  CHECK_FALSE(is_explained({}, at(500), at(0)));
}

TEST_CASE("a TTL that stands still, now or next, or may be a stale answer's, tells of no copy") {
  const auto counting = seen_with(kStaleTtl + Seconds{1});
  auto still = counting;
  still.stood_still = true;
  auto stale = counting;
  stale.is_said_stale = true;
  CHECK(is_telling({counting}));
  CHECK(is_telling({counting, counting}));
  CHECK_FALSE(is_telling({still}));
  CHECK_FALSE(is_telling({counting, still}));
  CHECK_FALSE(is_telling({stale}));
  CHECK_FALSE(is_telling({seen_with(kStaleTtl)}));
}
