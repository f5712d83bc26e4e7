#include "exporters/status_json.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

// What a status document says of a record and of addresses where there is something to say.
using namespace cutwatch;
using namespace cutwatch::test;
using nlohmann::json;

namespace {

const dns::Resolver kGoogle{"google", endpoint("192.0.2.1"), "google"};

metrics::Watched watching(cutover::WatchedRecord record) {
  cutover::Plan plan{.domain = name("example.org")};
  plan.records.push_back(std::move(record));
  return {.plans = {plan}, .resolvers = {kGoogle}};
}

cutover::WatchedRecord changing() {
  cutover::WatchedRecord record{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  record.bounds.past.original_ttl = Seconds{60};
  return record;
}

json cutover_of(const metrics::Watched& watched, const Snapshot& snapshot, double now) {
  return json::parse(exporters::status_json(watched, snapshot, "1.2.3", at(now)))["cutovers"].at(0);
}

json record_json_of(const metrics::Watched& watched, const Snapshot& snapshot, double now) {
  return cutover_of(watched, snapshot, now)["records"].at(0);
}

}  // namespace

TEST_CASE("predicted_curve: from what is held now to the end of the last old copy") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 60)),
                                authority_says(990, kNs1, authoritative(kOldMx, 60)),
                                resolver_says(991, "google", answer(kOldMx, 60)),
                                authority_says(1'000, kNs1, authoritative(kNewMx, 60), 2)});
  const auto curve = record_json_of(watching(changing()), snapshot, 1'010)["predicted_curve"];
  REQUIRE(curve.size() == 2);
  CHECK(curve.at(0) == json{{"at", "2026-12-01T00:16:50.000Z"}, {"ratio", 0.0}});
  CHECK(curve.at(1) == json{{"at", "2026-12-01T00:17:32.100Z"}, {"ratio", 1.0}});
}

TEST_CASE("quiet: the window, in words and numbers") {
  auto record = changing();
  record.quiet.planned_at = at(3'600);
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 300))});
  const auto quiet = [&](double now) { return record_json_of(watching(record), snapshot, now)["quiet"]; };
  CHECK(quiet(3'300) ==
        json{{"state", "quiet"},
             {"since", "2026-12-01T00:55:00.000Z"},
             {"until", "2026-12-01T02:00:00.000Z"},
             {"ttl_seconds", 300},
             {"sentence",
              "no resolver is asked since 2026-12-01T00:55:00.000Z, so that no cache is filled with the old "
              "records, until every authority publishes the new ones; at the latest until "
              "2026-12-01T02:00:00.000Z"}});
  CHECK(quiet(3'299)["state"] == "ahead");
}

TEST_CASE("gaps: when nobody looked, and the longest TTL that may have been published meanwhile") {
  const auto says = [](double when, std::int64_t ttl, std::uint32_t serial) {
    return AuthorityAnswered{.domain = kDomain,
                             .record = kMxQuestion,
                             .server = kNs1,
                             .serial = serial,
                             .sighting = sighting(when, authoritative(kOldMx, ttl)),
                             .interval = Seconds{60}};
  };
  const auto snapshot = folded({says(0, 300, 1), says(1'000, 600, 2)});
  const auto gaps = record_json_of(watching(changing()), snapshot, 1'010)["authorities"].at(0)["gaps"];
  CHECK(gaps == json::array({{{"begin", "2026-12-01T00:00:00.000Z"},
                              {"end", "2026-12-01T00:16:40.100Z"},
                              {"ttl_seconds", 600}}}));
}

TEST_CASE("lag: whom a name server is behind, since when, and how that is known") {
  std::vector<Observation> story{authority_says(0, kNs1, authoritative(kOldMx, 300), 7),
                                 authority_says(1, kNs2, authoritative(kOldMx, 300), 7),
                                 authority_says(60, kNs1, authoritative(kOldMx, 300), 8)};
  for (double when = 61; when <= 361; when += 60)
    story.push_back(authority_says(when, kNs2, authoritative(kOldMx, 300), 7));
  const auto authorities = record_json_of(watching(changing()), folded(story), 362)["authorities"];
  CHECK(authorities.at(0)["lag"].is_null());
  CHECK(authorities.at(1)["lag"] == json{{"sign", "serial"},
                                         {"since", "2026-12-01T00:01:01.100Z"},
                                         {"ahead", "ns1.example.org. 192.0.2.53"}});
}

TEST_CASE("identity: who an address is, with all names, where they lead, and how the server greets") {
  auto watched = watching(changing());
  watched.plans[0].servers = {
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "in.proxy.example", .endpoint = {ip("198.51.100.7"), 25}}},
       .sends_from = {{ip("198.51.100.20"), 32}}}};
  const dns::NameLook own{name("in.proxy.example"), std::vector{ip("198.51.100.7")}};
  const dns::NameLook untold{name("slow.proxy.example"), fail(FailureKind::timeout)};
  const auto snapshot = folded(
      {IdentitySeen{.domain = kDomain,
                    .path = "new",
                    .address = ip("198.51.100.7"),
                    .at = at(10),
                    .reverse = {.names = {own, untold}, .left_out = 3},
                    .greeting = GreetingLook{.said = {.banner = "in.proxy.example ESMTP\x1b", .ehlo = "in"},
                                             .names = {own}}},
       IdentitySeen{.domain = kDomain,
                    .path = "new",
                    .address = ip("198.51.100.20"),
                    .at = at(11),
                    .reverse = {},
                    .greeting = std::nullopt}});
  const auto identities = cutover_of(watched, snapshot, 20)["identity"];
  REQUIRE(identities.size() == 2);
  const json own_json{{"name", "in.proxy.example."}, {"addresses", {"198.51.100.7"}}};
  CHECK(identities.at(0) ==
        json{{"path", "new"},
             {"address", "198.51.100.7"},
             {"iprev", "pass"},
             {"evidence", "198.51.100.7 has the PTR in.proxy.example., which leads back to it"},
             {"seen", "2026-12-01T00:00:10.000Z"},
             {"names", json::array({own_json, {{"name", "slow.proxy.example."}, {"addresses", nullptr}}})},
             {"names_left_out", 3},
             {"greeting",
              {{"agrees", true},
               {"evidence", "198.51.100.7 greets as in.proxy.example."},
               {"seen", "2026-12-01T00:00:10.000Z"},
               {"banner", "in.proxy.example ESMTP\\x1b"},
               {"ehlo", "in"},
               {"names", json::array({own_json})}}}});
  const auto& sender = identities.at(1);
  CHECK(sender["iprev"] == "permerror");
  CHECK(sender["names"].empty());
  CHECK(sender["names_left_out"] == 0);
  CHECK(sender["greeting"].is_null());
}
