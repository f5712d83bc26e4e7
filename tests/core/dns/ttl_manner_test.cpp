#include "core/dns/ttl_manner.hpp"

#include "core/dns/resolver_view.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::test;
using dns::TtlManner;

namespace {

struct Reply {
  double sent = 0;
  double received = 0;
  std::int64_t ttl = 0;
};

/// Of an address that gave these answers, all with the same data.
TtlManner manner_after(const std::vector<Reply>& replies) {
  dns::ResolverView view;
  for (const auto& each : replies)
    view = dns::with_reply(std::move(view), at(each.sent), at(each.received), answer(kOldMx, each.ttl));
  return dns::manner_of(view.holdings.front());
}

/// Asked every five seconds.
TtlManner manner_of_ttls(const std::vector<std::int64_t>& ttls) {
  std::vector<Reply> replies;
  for (const auto ttl : ttls) {
    const auto sent = static_cast<double>(replies.size()) * 5;
    replies.push_back({sent, sent + 0.02, ttl});
  }
  return manner_after(replies);
}

}  // namespace

TEST_CASE(
    "manner: a TTL that stands still from the beginning is frozen, after its copy ran down it is stale") {
  CHECK(manner_of_ttls({40, 40}) == TtlManner::counting);
  CHECK(manner_of_ttls({40, 40, 40}) == TtlManner::frozen);
  CHECK(manner_of_ttls({15, 10, 5, 0, 30, 30, 30}) == TtlManner::stale);
  CHECK(manner_of_ttls({15, 10, 5, 0, 45, 45, 45}) == TtlManner::stale);
}

TEST_CASE(
    "manner: caches that count, and happen to have the same TTL left as they take turns, are not frozen") {
  CHECK(manner_of_ttls({17, 7, 7, 7}) == TtlManner::counting);
  CHECK(manner_of_ttls({17, 7, 7, 7, 7}) == TtlManner::frozen);
  CHECK(manner_of_ttls({45, 40, 30, 30, 30}) == TtlManner::counting);
}

TEST_CASE("manner: zeros are a plateau, but not where one of them ends a copy that had a second left") {
  CHECK(manner_of_ttls({15, 10, 5, 0, 0}) == TtlManner::zero);
  CHECK(manner_of_ttls({0, 0}) == TtlManner::zero);
  CHECK(manner_after({{8, 8.05, 1}, {8.1, 8.9, 0}, {9.85, 11, 0}}) == TtlManner::counting);
}

TEST_CASE("manner: caches that took turns explain a standstill no longer than they are many") {
  std::vector<std::int64_t> ttls;
  for (int i = 0; i < 20; ++i) {
    constexpr std::array kFetched{0, -13, -27, -41};
    ttls.push_back(60 - (5 * i - kFetched[static_cast<std::size_t>(i % 4)]) % 60);
  }
  ttls.insert(ttls.end(), 4, 55);
  CHECK(manner_of_ttls(ttls) == TtlManner::counting);
  ttls.insert(ttls.end(), 6, 55);
  CHECK(manner_of_ttls(ttls) == TtlManner::frozen);
}
