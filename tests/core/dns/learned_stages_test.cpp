#include "core/dns/learned_stages.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kLastMx;
using test::kNewMx;
using test::kOldMx;

namespace {

AuthorityHistory showing(const RrSet& rrset) {
  return with_sample({}, {.rrset = rrset, .ttl = Seconds{60}, .sent = at(0), .received = at(0)});
}

}  // namespace

TEST_CASE("without a plan the stages are what all authorities agreed on, in that order") {
  Stages stages;
  stages = learn_stages(stages, {}, {}, {});
  CHECK(stages.empty());
  stages = learn_stages(stages, {AuthorityHistory{}}, {kLastMx}, {});
  CHECK(stages.empty());
  stages = learn_stages(stages, {showing(kOldMx), AuthorityHistory{}}, {}, {});
  CHECK(stages == Stages{kOldMx});
  stages = learn_stages(stages, {showing(kOldMx), showing(kNewMx)}, {}, {});
  CHECK(stages == Stages{kOldMx});  // they differ
  stages = learn_stages(stages, {showing(kNewMx), showing(kNewMx)}, {}, {});
  CHECK(stages == Stages{kOldMx, kNewMx});
  stages = learn_stages(stages, {showing(kOldMx), showing(kOldMx)}, {}, {});
  CHECK(stages == Stages{kOldMx, kNewMx});  // a rollback is no third stage
}

TEST_CASE("with hints an old RRset is known wherever it is seen") {
  const StageHints hints{.old_hosts = {test::name("mail.example.org")},
                         .new_hosts = {test::name("in.proxy.example")}};
  CHECK(learn_stages({}, {showing(kLastMx)}, {kOldMx, kNewMx}, hints) == Stages{kOldMx, kLastMx});
  CHECK(learn_stages({}, {showing(kLastMx)}, {kOldMx}, {}) == Stages{kLastMx});
}

TEST_CASE("while one stage is known a second that nothing matches stands behind it") {
  const auto stages = with_unknown_other({kOldMx}, {});
  REQUIRE(stages.size() == 2);
  CHECK(stage_of(stages, kOldMx) == 0);
  CHECK(stages[1] != kOldMx);
  CHECK(with_unknown_other({}, {}).empty());
  CHECK(with_unknown_other({kOldMx, kNewMx}, {}) == Stages{kOldMx, kNewMx});
}

TEST_CASE("either hint alone says whether the one RRset that is known is the old or the new one") {
  const StageHints only_new{.old_hosts = {}, .new_hosts = {test::name("in.proxy.example")}};
  const StageHints only_old{.old_hosts = {test::name("mail.example.org")}, .new_hosts = {}};
  for (const auto& hints : {only_new, only_old}) {
    CHECK(with_unknown_other({kOldMx}, hints).at(0) == kOldMx);
    CHECK(with_unknown_other({kLastMx}, hints).at(1) == kLastMx);
    CHECK(learn_stages({}, {showing(kLastMx)}, {kOldMx}, hints) == Stages{kOldMx, kLastMx});
  }
  CHECK(with_unknown_other({kNewMx}, only_new).at(1) ==
        kNewMx);  // a fallback to the old host is no old RRset
}
