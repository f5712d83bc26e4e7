#include "core/dns/bound.hpp"
#include "core/dns/history.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

/// Answers a tenth of a second after it was asked, up to its death.
struct Served {
  std::vector<std::pair<double, RrSet>> samples;
  bool is_accepted = false;
};

Millis lag(const std::vector<Served>& servers) {
  std::vector<AuthorityHistory> histories;
  for (const auto& server : servers) {
    AuthorityHistory history;
    for (const auto& [when, rrset] : server.samples)
      history = with_sample(std::move(history), {.rrset = rrset,
                                                 .ttl = Seconds{300},
                                                 .serial = std::nullopt,
                                                 .sent = at(when),
                                                 .received = at(when + 0.1)});
    histories.push_back(std::move(history));
  }
  std::vector<ListedServer> listed;
  for (std::size_t i = 0; i < servers.size(); ++i)
    listed.push_back({.server = {"ns.example.org.", test::endpoint("192.0.2.53")},
                      .history = &histories[i],
                      .is_accepted = servers[i].is_accepted});
  return largest_lag(listed);
}

/// Old, new at 100, back to old at 500, new again at 900.
const std::vector<std::pair<double, RrSet>> kRolledBack{
    {0, kOldMx}, {90, kOldMx}, {100, kNewMx}, {490, kNewMx}, {500, kOldMx}, {890, kOldMx}, {900, kNewMx}};

}  // namespace

TEST_CASE("servers that leave a version one after the other lag by that, over a rollback too") {
  auto later = kRolledBack;
  for (auto& [when, rrset] : later) when += 30;
  CHECK(lag({{kRolledBack}, {later}, {later}}) == Seconds{30});
}

TEST_CASE("a server that died says how far apart they were while it lived, and nothing after") {
  CHECK(lag({{kRolledBack}, {{{0, kOldMx}, {130, kNewMx}}}}) == Seconds{30});
  CHECK(lag({{kRolledBack}, {{{0, kOldMx}, {70, kNewMx}}}}) == Seconds{30});
  CHECK(lag({{kRolledBack}, {{{0, kOldMx}, {130, kNewMx}, {510, kOldMx}}}}) == Seconds{30});
  CHECK(lag({{kRolledBack}, {}}) == Seconds{0});
}

TEST_CASE("a server that has not left a version yet does not lag behind its end before a rollback") {
  CHECK(lag({{kRolledBack}, {{{0, kOldMx}, {130, kNewMx}, {510, kOldMx}, {920, kOldMx}}}}) == Seconds{30});
}

TEST_CASE("an accepted server is nobody's measure") {
  CHECK(lag({{kRolledBack}, {{{0, kOldMx}, {400, kNewMx}}, true}}) == Seconds{0});
  CHECK(lag({{kRolledBack, true}, {{{0, kOldMx}, {400, kNewMx}}}}) == Seconds{0});
}

TEST_CASE("what a server went back to alone was followed by nobody, however long after the change") {
  const std::vector<std::pair<double, RrSet>> changed{
      {0, kOldMx}, {90, kOldMx}, {100, kNewMx}, {9100, kNewMx}};
  const std::vector<std::pair<double, RrSet>> slipped{{5, kOldMx},    {95, kOldMx},   {105, kNewMx},
                                                      {9000, kNewMx}, {9010, kOldMx}, {9018, kNewMx},
                                                      {9100, kNewMx}};
  for (const auto& each : {changed, slipped}) CHECK(lag({{changed}, {slipped}, {each}}) == Seconds{5});
}

TEST_CASE(
    "a rollback that a server follows later than it lasts is compared with that one, not with the next") {
  auto later = kRolledBack;
  for (auto& [when, rrset] : later) when += 450;
  CHECK(lag({{kRolledBack}, {later}}) == Seconds{450});
}
