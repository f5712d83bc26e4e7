#include "core/dns/kept_past_ttl.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <vector>

// Old data with a TTL of 60 were gone at 100; their bound is 165.
using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

const Stages kStages{kOldMx, kNewMx};

struct Seen {
  double when;
  std::int64_t ttl;
  RrSet rrset = kOldMx;
  const char* nsid = nullptr;
  bool is_said_stale = false;
};

ResolverView after(const std::vector<Seen>& all) {
  ResolverView view;
  for (const auto& [when, ttl, rrset, nsid, is_said_stale] : all) {
    auto said = answer(rrset, ttl);
    if (nsid != nullptr) said.nsid = nsid;
    if (is_said_stale) said.extended_errors.push_back({.code = 3, .text = {}});
    view = with_reply(std::move(view), at(when), at(when + 0.1), said);
  }
  return view;
}

std::optional<KeptPastTtl> found(const std::vector<Seen>& all, double known_until = 10'000,
                                 std::size_t target = 1) {
  const OldEnd end{.gone = at(100), .bound = at(165), .ttl = Seconds{60}, .known_until = at(known_until)};
  return kept_past_ttl(after(all), kStages, target, end);
}

/// Two caches that count take turns, long before.
std::vector<Seen> after_turns(const std::vector<Seen>& then) {
  std::vector<Seen> all{{0, 300}, {3, 200}, {6, 294}, {9, 194}, {12, 288}};
  all.insert(all.end(), then.begin(), then.end());
  return all;
}

/// All that have no other name are of one place.
std::vector<Seen> of_place(const char* nsid, std::vector<Seen> all) {
  for (auto& each : all) {
    if (each.nsid == nullptr) each.nsid = nsid;
  }
  return all;
}

struct Row {
  const char* what;
  std::vector<Seen> seen;
  KeptCause cause;
  std::optional<KeptCause> or_else = std::nullopt;
};

}  // namespace

TEST_CASE("nobody is late before the bound, once only, twice at once, or with the target") {
  CHECK_FALSE(found({{150, 60}, {164.9, 45}}));
  CHECK_FALSE(found({{164, 60}, {166, 58}}));
  CHECK_FALSE(found({{166, 60}}));
  CHECK_FALSE(found({{166, 60}, {170.9, 55}}));
  CHECK_FALSE(found({{166, 60, kNewMx}, {180, 46, kNewMx}}));
  CHECK_FALSE(found({{166, 60}, {180, 46}}, 10'000, 0));
  CHECK(found({{166, 60}, {171, 55}}));
}

TEST_CASE("nobody is late for data that are in no stage") {
  const auto strange = test::mx({"1 evil.example"});
  CHECK_FALSE(found({{166, 60, strange}, {180, 46, strange}}));
}

TEST_CASE("nobody is late by what came after the last look at the authorities") {
  CHECK_FALSE(found({{166, 60}, {180, 46}}, 180));
  CHECK(found({{166, 60}, {180, 46}}, 180.1));
}

TEST_CASE("the cause is told by what was seen of the late copies, and both where two fit") {
  const Row rows[] = {
      {"a copy from before they were gone", {{90, 120}, {170, 40}, {180, 30}}, KeptCause::floor},
      {"more than was published", {{166, 300}, {180, 286}}, KeptCause::floor},
      {"zeros", {{166, 0}, {171, 0}, {176, 0}}, KeptCause::floor, KeptCause::stale},
      {"zeros where more than was published was seen",
       {{20, 120}, {166, 0}, {171, 0}, {176, 0}},
       KeptCause::floor},
      {"zeros that a restart of the TTL went before",
       {{150, 40}, {190, 0}, {197, 0}},
       KeptCause::floor,
       KeptCause::stale},
      {"zeros at the end of a copy", {{166, 5}, {175, 0}, {180, 0}}, KeptCause::floor, KeptCause::stale},
      {"zeros of two caches",
       {{166, 0, kOldMx, "a"}, {172, 0, kOldMx, "b"}},
       KeptCause::floor,
       KeptCause::stale},
      {"zeros are no new copies",
       {{166, 10}, {180, 0}, {181.5, 0}},
       KeptCause::refetch_old,
       KeptCause::floor},
      {"said to be stale once", {{166, 20, kOldMx, nullptr, true}, {180, 16}}, KeptCause::stale},
      {"said to be stale", {{166, 20}, {172, 14, kOldMx, nullptr, true}}, KeptCause::stale},
      {"always 30", {{166, 30}, {206, 30}, {246, 30}, {286, 30}}, KeptCause::stale},
      {"30 twice", {{166, 30}, {206, 30}}, KeptCause::stale, KeptCause::refetch_old},
      {"it stands still at 30", {{90, 50}, {166, 30}, {172, 30}, {178, 30}}, KeptCause::stale},
      {"it stands still", {{166, 60}, {176, 60}, {186, 60}}, KeptCause::frozen},
      {"it stands still, but caches took turns before", after_turns({{166, 60}, {176, 60}, {186, 60}}),
       KeptCause::frozen, KeptCause::refetch_old},
      {"the same, with the one name of the place",
       of_place("a", after_turns({{166, 60}, {176, 60}, {186, 60}})), KeptCause::frozen,
       KeptCause::refetch_old},
      {"the same, and another place has a name, too",
       of_place("a", after_turns({{15, 60, kOldMx, "b"}, {166, 60}, {176, 60}, {186, 60}})),
       KeptCause::frozen, KeptCause::refetch_old},
      {"the same, after a copy had run down",
       of_place("a",
                after_turns({{15, 60, kOldMx, "b"}, {166, 60}, {172, 54}, {176, 45}, {186, 45}, {196, 45}})),
       KeptCause::stale, KeptCause::refetch_old},
      {"it stands still after its copy ran down",
       {{166, 60}, {176, 50}, {186, 45}, {196, 45}, {206, 45}},
       KeptCause::stale},
      {"the same with the TTL that was published, as new copies have",
       {{166, 50}, {176, 40}, {217, 60}, {227, 60}, {237, 60}},
       KeptCause::stale,
       KeptCause::refetch_old},
      {"the whole TTL, seldom asked", {{166, 60}, {296, 60}}, KeptCause::refetch_old, KeptCause::frozen},
      {"the same, but it counts",
       {{10, 60}, {20, 50}, {166, 60}, {296, 60}},
       KeptCause::refetch_old,
       KeptCause::floor},
      {"first seen when they were gone", {{166, 60}, {180, 46}}, KeptCause::refetch_old, KeptCause::floor},
      {"renewed once, perhaps by another cache",
       {{166, 50}, {180, 36}, {230, 55}},
       KeptCause::refetch_old,
       KeptCause::floor},
      {"renewed twice", {{166, 50}, {180, 36}, {230, 55}, {300, 52}}, KeptCause::refetch_old},
      {"renewed once by a cache with a name",
       {{166, 50, kOldMx, "a"}, {180, 36, kOldMx, "a"}, {230, 55, kOldMx, "a"}},
       KeptCause::refetch_old},
      {"renewed once by the only cache that was ever met",
       {{166, 50}, {168, 48}, {171, 45}, {174, 42}, {177, 39}, {180, 36}, {190, 26}, {200, 16}, {230, 55}},
       KeptCause::refetch_old},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto kept = found(row.seen);
    REQUIRE(kept);
    CHECK(to_string(kept->cause) == to_string(row.cause));
    CHECK(kept->or_else == row.or_else);
    CHECK(kept->rrset == kOldMx);
  }
}

TEST_CASE("a copy from before they were gone is known as one when its first answers are forgotten") {
  std::vector<Seen> seen{{90, 200}};
  for (int when = 232; when < 262; ++when) seen.push_back({static_cast<double>(when), 290 - when});
  const auto kept = found(seen);
  REQUIRE(kept);
  CHECK(kept->cause == KeptCause::floor);
  CHECK_FALSE(kept->or_else);
}

TEST_CASE("a TTL of 30 tells of nothing where that is what was published") {
  const OldEnd end{.gone = at(100), .bound = at(165), .ttl = Seconds{30}, .known_until = at(10'000)};
  const auto kept =
      kept_past_ttl(after({{166, 30}, {206, 30}, {246, 30}, {286, 30}, {326, 30}}), kStages, 1, end);
  REQUIRE(kept);
  CHECK(kept->cause == KeptCause::stale);
  CHECK(kept->or_else == KeptCause::refetch_old);
}

TEST_CASE("caches with different names neither run down nor stand still together") {
  const Sighting first{
      .sent = at(0), .received = at(0), .ttl = Seconds{60}, .nsid = "a", .copy_since = at(0)};
  Sighting same{.sent = at(10), .received = at(10), .ttl = Seconds{60}, .nsid = "a", .copy_since = at(10)};
  Sighting less = same;
  less.ttl = Seconds{50};
  CHECK(stands_still(first, same));
  CHECK(counts_down(first, less));
  same.nsid = less.nsid = "b";
  CHECK_FALSE(stands_still(first, same));
  CHECK_FALSE(counts_down(first, less));
}

TEST_CASE("caches that fetch one after the other with the whole TTL do not stand still") {
  const auto kept = found({{110, 60},
                           {115, 30},
                           {120, 50},
                           {125, 20},
                           {130, 40},
                           {135, 10},
                           {166, 60},
                           {170, 56},
                           {234, 60},
                           {239, 60},
                           {244, 60}});
  REQUIRE(kept);
  CHECK(to_string(kept->cause) == "refetch_old");
}

namespace {

/// Four caches that count, one after the other, twenty answers in all.
std::vector<Seen> turns_of_four(const char* nsid = nullptr) {
  constexpr std::array kFetched{0, -13, -27, -41};
  std::vector<Seen> out;
  for (std::size_t i = 0; i < 20; ++i) {
    const int when = 5 * static_cast<int>(i);
    out.push_back({static_cast<double>(when), 60 - (when - kFetched[i % 4]) % 60, kOldMx, nsid});
  }
  return out;
}

}  // namespace

TEST_CASE("a standstill longer than caches that take turns explain is told, however they took turns before") {
  auto seen = turns_of_four();
  for (int when = 120; when <= 400; when += 10) {
    INFO(when);
    seen.push_back({static_cast<double>(when), 55});
    const auto kept = found(seen);
    if (!kept) continue;
    CHECK((kept->cause == KeptCause::frozen || kept->or_else == KeptCause::frozen));
    CHECK((kept->cause == KeptCause::refetch_old || kept->or_else == KeptCause::refetch_old));
    if (when >= 260) CHECK(to_string(kept->cause) == "frozen");
  }
}
