#include "core/dns/standing_ttl.hpp"

#include "core/dns/bound.hpp"
#include "core/dns/history.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

constexpr std::uint32_t kSerial = 1;

struct Seen {
  double when;
  std::int64_t ttl;
  std::optional<std::uint32_t> serial = kSerial;
  RrSet rrset = kOldMx;
};

AuthorityHistory with(AuthorityHistory history, const Seen& seen, Millis interval = Seconds{60}) {
  return with_sample(std::move(history), {.rrset = seen.rrset,
                                          .ttl = Seconds{seen.ttl},
                                          .serial = seen.serial,
                                          .sent = at(seen.when),
                                          .received = at(seen.when + 0.1),
                                          .longest_pause = 3 * interval});
}

AuthorityHistory history(const std::vector<Seen>& all) {
  AuthorityHistory out;
  for (const auto& seen : all) out = with(std::move(out), seen);
  return out;
}

/// A server that answers from a cache, which somebody fills anew at random times: when its copy has ended, or
/// before.
class CountingServer {
 public:
  CountingServer(test::Cases& cases, std::int64_t ttl)
      : cases_(cases), ttl_(ttl), busy_(cases.between(2, 4 * ttl)) {}

  std::int64_t ask(double when) {
    while (next_ <= when) {
      if (next_ >= since_ + static_cast<double>(ttl_) || cases_.chance(10)) since_ = next_;
      next_ += static_cast<double>(cases_.between(1, 1000 * busy_)) / 1000;
    }
    if (when >= since_ + static_cast<double>(ttl_)) since_ = when;
    return ttl_ - static_cast<std::int64_t>(std::floor(when - since_));
  }

 private:
  test::Cases& cases_;
  std::int64_t ttl_;
  std::int64_t busy_;
  double since_ = 0;
  double next_ = 0;
};

double jittered(test::Cases& cases, double interval) {
  return interval * (0.9 + static_cast<double>(cases.between(0, 200)) / 1000);
}

}  // namespace

TEST_CASE(
    "a lower TTL that stands still under one serial is a new version, from the reply on that proves it") {
  for (const std::optional<std::uint32_t> serial : {std::optional(kSerial), std::optional<std::uint32_t>()}) {
    auto seen = history({{0, 3600, serial}, {60, 3600, serial}, {120, 60, serial}, {180, 60, serial}});
    REQUIRE(seen.versions.size() == 1);
    CHECK(seen.current()->ttl == Seconds{3600});
    seen = with(std::move(seen), {240, 60, serial});
    REQUIRE(seen.versions.size() == 2);
    CHECK(seen.versions[0].ended == at(240.1));
    CHECK(seen.versions[0].last_asked == at(60));  // copies with the lower one may be that old
    CHECK(seen.current()->ttl == Seconds{60});
    CHECK(seen.current()->first_seen == at(240.1));
    CHECK(seen.has_changed_under_serial == serial.has_value());
  }
}

TEST_CASE("what a countdown may show is no version") {
  struct Row {
    const char* what;
    std::vector<Seen> seen;
  };
  const Row rows[] = {
      {"it falls", {{0, 300}, {60, 240}, {120, 180}, {180, 120}}},
      {"refreshed between looks, and met at the same point",
       {{0, 300}, {170, 120}, {350, 120}, {530, 120}, {710, 120}}},
      {"too soon to tell", {{0, 300}, {60, 200}, {61, 200}, {62, 200}}},
      {"another value between", {{0, 3600}, {60, 600}, {120, 600}, {180, 540}, {240, 600}, {300, 600}}},
      {"a pause between", {{0, 3600}, {60, 600}, {120, 600}, {1000, 600}, {1060, 600}}},
      {"within the margin", {{0, 300}, {60, 297}, {61, 297}, {62, 297}, {63, 297}, {64, 297}, {65, 297}}},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(history(row.seen).versions.size() == 1);
  }
}

TEST_CASE("where nobody looks as often as a countdown comes by, a TTL has to stand still for longer") {
  std::vector<Seen> seen{{0, 120}};
  for (int i = 1; i < kSamplesThatSuffice; ++i) seen.push_back({120.0 * i, 60});
  CHECK(history(seen).versions.size() == 1);
  seen.push_back({120.0 * kSamplesThatSuffice, 60});
  CHECK(history(seen).versions.size() == 2);
}

TEST_CASE("a larger TTL under the same serial takes the version back to it") {
  const auto seen = history({{0, 3600}, {60, 60}, {120, 60}, {180, 60}, {240, 3600}});
  REQUIRE(seen.versions.size() == 2);
  CHECK(seen.current()->ttl == Seconds{3600});
  CHECK(seen.current()->first_seen == at(180.1));
}

TEST_CASE("no countdown that is refreshed at random is taken for versions") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    INFO(seed);
    test::Cases cases(seed);
    const auto interval = static_cast<double>(cases.between(5, 300));
    CountingServer server(cases, cases.between(10, 7200));
    AuthorityHistory seen;
    double now = 0;
    for (int i = 0; i < 2000; ++i) {
      now += jittered(cases, interval);
      seen =
          with(std::move(seen), {now, server.ask(now)}, Millis{static_cast<std::int64_t>(1000 * interval)});
    }
    CHECK(seen.versions.size() == 1);
    CHECK_FALSE(seen.has_changed_under_serial);
  }
}

TEST_CASE("a TTL that is lowered under one serial is found, and its bound is never too early") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    INFO(seed);
    test::Cases cases(seed);
    const auto interval = static_cast<double>(cases.between(5, 300));
    const auto high = cases.between(20, 7200);
    const auto low = cases.between(1, high - 6);
    const double lowered = 20 * interval + static_cast<double>(cases.between(0, 600));
    AuthorityHistory seen;
    const auto bound = [&] {
      return bound_of({{.server = {"ns1.example.org.", test::endpoint("192.0.2.53")}, .history = &seen}},
                      [&](const Version& version) { return version.ttl > Seconds{low}; },
                      {.past = {.original_ttl = Seconds{0}, .lowered_at = at(-7200)}, .margin = Millis{0}});
    };
    for (double now = 0; now < lowered + 15 * interval; now += jittered(cases, interval)) {
      seen = with(std::move(seen), {now, now < lowered ? high : low},
                  Millis{static_cast<std::int64_t>(1000 * interval)});
      if (const auto reached = bound()) CHECK(reached->at >= at(lowered) + Seconds{high});
    }
    REQUIRE(bound());
    CHECK(seen.current()->ttl == Seconds{low});
  }
}

TEST_CASE("after a change under one serial that serial hides no gap any more") {
  const auto gaps = [](const std::vector<Seen>& seen) { return history(seen).gaps.size(); };
  CHECK(gaps({{0, 60}, {60, 60}, {2000, 60}}) == 0);
  CHECK(gaps({{0, 3600}, {60, 60}, {120, 60}, {180, 60}, {2000, 60}}) == 1);
  CHECK(gaps({{0, 60}, {60, 60, kSerial, kNewMx}, {2000, 60, kSerial, kNewMx}}) == 1);
  CHECK(gaps({{0, 60}, {2000, 60, kSerial, kNewMx}}) == 1);
  CHECK(gaps({{0, 60}, {60, 30}, {2000, 60}}) == 1);
  CHECK(gaps({{0, 60}, {60, 60}, {2000, 30}}) == 1);
  // It says nothing later either, though it moves once.
  CHECK(gaps({{0, 60},
              {60, 60, kSerial, kNewMx},
              {120, 60, kSerial, kNewMx},
              {180, 60, 2, kNewMx},
              {2000, 60, 2, kNewMx}}) == 1);
}

TEST_CASE("a zone that changes between the two questions has another serial at the next look, which tells") {
  const auto seen = history({{0, 60}, {60, 60, 1, kNewMx}, {120, 60, 2, kNewMx}, {2000, 60, 2, kNewMx}});
  CHECK_FALSE(seen.has_changed_under_serial);
  CHECK(seen.gaps.empty());
}

TEST_CASE("a server whose serial says nothing of another record hides no gap of this one") {
  auto known = history({{0, 60}, {60, 60}});
  known = with_sample(std::move(known), {.rrset = kOldMx,
                                         .ttl = Seconds{60},
                                         .serial = kSerial,
                                         .sent = at(2000),
                                         .received = at(2000.1),
                                         .longest_pause = Seconds{180},
                                         .is_serial_telling = false});
  CHECK(known.gaps.size() == 1);
}
