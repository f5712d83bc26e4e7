#include "core/cutover/asking/calibrating.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const dns::Question kLong{name("cal.example.org"), dns::RrType::txt};
const dns::Question kShort{name("cal0.example.org"), dns::RrType::txt};
const std::string kNs = "192.0.2.53";

/// Two wildcards at one name server, and resolvers that cache them.
struct Bench : ProbeBench {
  std::set<std::string> names;  ///< That resolvers were asked for.
  std::map<std::string, WallTime> fetched;

  Bench() {
    watch(kMxQuestion);
    plan.name_servers = {{"ns1.example.org.", endpoint(kNs)}};
    plan.calibration = {kLong.name, kShort.name};
    resolvers = {{"google", endpoint("192.0.2.1"), "google"}};
    publish(172'800, 1);
    cache("192.0.2.1", 86'400, 30);
  }

  void publish(std::uint32_t long_ttl, std::uint32_t short_ttl) {
    serve(kLong, long_ttl);
    serve(kShort, short_ttl);
  }

  void serve(const dns::Question& wildcard, std::uint32_t ttl) {
    dns.answers_below(kNs, wildcard, [ttl](const dns::Question& asked, WallTime) {
      auto reply = reply_with(asked, {"\"cutwatch\""}, ttl);
      reply.is_authoritative = true;
      return reply;
    });
  }

  /// A resolver that gives every new copy this TTL, and counts it down.
  void cache(const std::string& server, std::uint32_t long_ttl, std::uint32_t short_ttl) {
    keep(server, kLong, long_ttl);
    keep(server, kShort, short_ttl);
  }

  void keep(const std::string& server, const dns::Question& wildcard, std::uint32_t ttl) {
    dns.answers_below(server, wildcard, [this, ttl, server](const dns::Question& asked, WallTime now) {
      names.insert(asked.name.text());
      auto& since = fetched.try_emplace(server + asked.name.text(), now).first->second;
      if (now >= since + Seconds{ttl}) since = now;
      const auto left = std::chrono::ceil<Seconds>(since + Seconds{ttl} - now);
      return reply_with(asked, {"\"cutwatch\""}, static_cast<std::uint32_t>(left.count()));
    });
  }

  void silence(const std::string& server) {
    for (const auto& wildcard : {kLong, kShort}) {
      dns.answers_below(server, wildcard, [](const dns::Question&, WallTime) -> ScriptedDns::Reply {
        return fail(FailureKind::timeout);
      });
    }
  }

  std::vector<Observation> calibrate() { return run("calibration/"); }

  /// Of the one resolver.
  CalibrationFound found() { return run_for<CalibrationFound>("calibration/"); }

  void fold_in(const std::vector<Observation>& observations) {
    Snapshot snapshot;
    snapshot.domains[kDomain] = known;
    known = folded(observations, std::move(snapshot)).domains.at(kDomain);
  }

  std::size_t asked(const std::string& server) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        dns.asked, [&](const ScriptedDns::Asked& each) { return each.server == endpoint(server); }));
  }
};

}  // namespace

TEST_CASE("calibration: none is planned without wildcards, or before the name servers are found") {
  Bench bench;
  CHECK_NOTHROW(bench.probe("calibration/example.org"));
  bench.plan.name_servers.clear();
  CHECK_THROWS(bench.probe("calibration/"));
  bench.known = folded({delegation(0, std::vector{kNs1})}).domains.at(kDomain);
  CHECK_NOTHROW(bench.probe("calibration/"));
  bench.plan.calibration.reset();
  CHECK_THROWS(bench.probe("calibration/"));
}

TEST_CASE("calibration: a resolver's cap and floor are measured by names that nobody can foresee") {
  Bench bench;
  const auto seen = bench.found();
  CHECK(seen.domain == kDomain);
  CHECK(seen.resolver == "google");
  CHECK(seen.at == kStart + Millis{40});
  REQUIRE(seen.result);
  CHECK(seen.result->cap() == Seconds{86'400});
  CHECK(seen.result->floor() == Seconds{30});
  CHECK(seen.result->aging == dns::Aging::counts_down);
  CHECK(seen.result->caches == 1);
  CHECK(seen.result->long_ttl == Seconds{172'800});
  CHECK(bench.names.size() == 2 + 7);
  for (const auto& each : bench.names) CHECK(each.find('.') == 32);
  for (const auto& each : bench.dns.asked)
    CHECK(each.query.is_recursion_desired == (each.server != endpoint(kNs)));
}

TEST_CASE("calibration: an operator is asked once in two seconds, and three times at once at most") {
  Bench bench;
  bench.resolvers.push_back({"google-2", endpoint("192.0.2.2"), "google"});
  bench.cache("192.0.2.2", 86'400, 30);
  CHECK(bench.calibrate().size() == 2);
  std::vector<WallTime> times;
  for (const auto& each : bench.dns.asked) {
    if (each.server != endpoint(kNs)) times.push_back(each.at);
  }
  REQUIRE(times.size() == 2 * 20);
  for (std::size_t i = 3; i < times.size(); ++i) CHECK(times[i] - times[0] >= Seconds{2} * (i - 2));
}

TEST_CASE("calibration: wildcards that are not there are said, and no resolver is asked") {
  Bench bench;
  bench.dns.answers_below(kNs, kShort, [](const dns::Question& asked, WallTime) {
    auto reply = reply_with(asked, {}, 0);
    reply.rcode = dns::rcode::kNxDomain;
    return reply;
  });
  const auto seen = bench.run_for<WildcardsMissing>("calibration/");
  CHECK(seen.failure.detail == "ns1.example.org. has no wildcard for cal0.example.org. TXT");
  CHECK(bench.asked("192.0.2.1") == 0);
  bench.fold_in({seen});
  CHECK(bench.known->wildcards_missing == seen.failure);
  bench.publish(172'800, 1);
  bench.fold_in(bench.calibrate());
  CHECK(bench.known->wildcards_missing == std::nullopt);
  CHECK(bench.known->calibrations.at("google").measured.has_value());
}

TEST_CASE("calibration: a silent resolver has no figures, and is let go after four questions") {
  Bench bench;
  bench.resolvers = {{"mute", endpoint("192.0.2.99"), "mute"}};
  const auto seen = bench.found();
  REQUIRE_FALSE(seen.result);
  CHECK(seen.result.error().kind == FailureKind::timeout);
  CHECK(bench.asked("192.0.2.99") == 4);
}

TEST_CASE("calibration: a name whose first question was lost is not asked for again") {
  Bench bench;
  int questions = 0;
  std::vector<std::string> asked_names;
  bench.dns.answers_below("192.0.2.1", kLong,
                          [&](const dns::Question& asked, WallTime) -> ScriptedDns::Reply {
                            asked_names.push_back(asked.name.text());
                            if (++questions == 1) return fail(FailureKind::timeout);
                            return reply_with(asked, {"\"cutwatch\""}, 172'800);
                          });
  CHECK(bench.found().result.has_value());
  REQUIRE(asked_names.size() == 10);
  CHECK(asked_names[0] != asked_names[1]);
  CHECK(asked_names[1] == asked_names[2]);
}

TEST_CASE("calibration: a resolver is asked once a day, whatever it answered") {
  Bench bench;
  bench.resolvers.push_back({"broken", endpoint("192.0.2.99"), "broken"});
  for (const auto& wildcard : {kLong, kShort}) {
    bench.dns.answers_below("192.0.2.99", wildcard, [](const dns::Question& asked, WallTime) {
      auto reply = reply_with(asked, {}, 0);
      reply.rcode = dns::rcode::kServFail;
      return reply;
    });
  }
  bench.fold_in(bench.calibrate());
  const auto begun = bench.known->calibrations.at("google").asked;
  const auto after_first = bench.dns.asked.size();
  CHECK(bench.calibrate().empty());
  CHECK(bench.dns.asked.size() == after_first);
  const auto probe = bench.probe("calibration/").probe;
  const cutover::Occasion now{.now = bench.sim.clock.wall(), .watched_for = std::chrono::hours{1}};
  CHECK(probe->wanted_at(*bench.known, now) == begun + cutover::kCalibratedEvery);
  bench.sim.advance(std::chrono::hours{24});
  CHECK(bench.calibrate().size() == 2);
}

TEST_CASE("calibration: one that was silent is tried again after an hour") {
  Bench bench;
  bench.resolvers.push_back({"mute", endpoint("192.0.2.99"), "mute"});
  bench.fold_in(bench.calibrate());
  const auto begun = bench.known->calibrations.at("mute").asked;
  const auto after_first = bench.asked("192.0.2.99");
  const auto of_google = bench.asked("192.0.2.1");
  const auto probe = bench.probe("calibration/").probe;
  const cutover::Occasion now{.now = bench.sim.clock.wall(), .watched_for = std::chrono::hours{1}};
  CHECK(probe->wanted_at(*bench.known, now) == begun + cutover::kSilentCalibrationRetry);
  bench.sim.advance(std::chrono::minutes{58});
  CHECK(bench.calibrate().empty());
  bench.sim.advance(std::chrono::minutes{3});
  bench.cache("192.0.2.99", 86'400, 30);
  const auto again = bench.calibrate();
  REQUIRE(again.size() == 1);
  CHECK(std::get<CalibrationFound>(again.front()).result.has_value());
  CHECK(bench.asked("192.0.2.99") > after_first);
  CHECK(bench.asked("192.0.2.1") == of_google);
}

TEST_CASE("calibration: most resolvers silent at once is our own network, and counts as no try of theirs") {
  Bench bench;
  for (const auto* id : {"two", "three"})
    bench.resolvers.push_back({id, endpoint(std::string(id) == "two" ? "192.0.2.2" : "192.0.2.3"), id});
  const auto found = bench.calibrate();  // two of three operators are silent
  REQUIRE(found.size() == 1);
  CHECK(std::get<CalibrationFound>(found.front()).resolver == "google");
  bench.fold_in(found);
  CHECK_FALSE(bench.known->calibrations.contains("two"));
  const auto probe = bench.probe("calibration/").probe;
  const cutover::Occasion now{.now = bench.sim.clock.wall(), .watched_for = std::chrono::hours{1}};
  CHECK(probe->wanted_at(*bench.known, now) == now.now + cutover::kCalibrationRetry);

  bench.resolvers.push_back({"four", endpoint("192.0.2.4"), "four"});
  bench.cache("192.0.2.2", 86'400, 30);
  bench.cache("192.0.2.3", 86'400, 30);
  CHECK(bench.calibrate().size() == 3);  // one of three: it is its own silence
}

TEST_CASE("calibration: the silent ones of the last run, retried alone, are not our own network") {
  Bench bench;
  const std::string servers[] = {"192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"};
  for (const auto& server : servers) bench.resolvers.push_back({server, endpoint(server), server});
  bench.cache(servers[0], 86'400, 30);  // the other three are silent: fewer than two thirds of five
  const auto first = bench.calibrate();
  REQUIRE(first.size() == 5);
  bench.fold_in(first);

  bench.sim.advance(std::chrono::minutes{61});
  const auto now = bench.sim.clock.wall();
  const auto again = bench.calibrate();
  CHECK(again.size() == 3);
  bench.fold_in(again);
  for (const auto* id : {"192.0.2.3", "192.0.2.4", "192.0.2.5"})
    CHECK(bench.known->calibrations.at(id).asked >= now);
  const auto probe = bench.probe("calibration/").probe;
  const cutover::Occasion later{.now = bench.sim.clock.wall(), .watched_for = std::chrono::hours{2}};
  CHECK(probe->wanted_at(*bench.known, later) >= now + cutover::kSilentCalibrationRetry);
}

TEST_CASE("calibration: most operators silent at once is our own network in a later run as well") {
  Bench bench;
  const std::string servers[] = {"192.0.2.2", "192.0.2.3"};
  for (const auto& server : servers) {
    bench.resolvers.push_back({server, endpoint(server), server});
    bench.cache(server, 86'400, 30);
  }
  bench.fold_in(bench.calibrate());
  REQUIRE(bench.known->calibrations.size() == 3);
  bench.sim.advance(std::chrono::hours{25});
  for (const auto& resolver : bench.resolvers) bench.silence(resolver.endpoint.address.text());
  const auto questions = bench.dns.asked.size();
  CHECK(bench.calibrate().empty());
  CHECK(bench.dns.asked.size() > questions);
}

TEST_CASE(
    "calibration: no resolver is measured in the quiet window, nor one that refuses, nor while we are "
    "offline") {
  Bench bench;
  bench.plan.planned_at = at(300);
  bench.plan.records[0].quiet.planned_at = at(300);
  bench.fold_in({authority_says(-400, {"ns1.example.org.", endpoint(kNs)}, authoritative(kOldMx, 600))});
  const auto skipped = bench.run_for<ProbeSkipped>("calibration/");
  CHECK(skipped.reason == SkipReason::quiet_window);
  CHECK(skipped.probe == "calibration");
  CHECK(bench.asked("192.0.2.1") == 0);

  Bench unseen;
  unseen.plan.records[0].quiet.planned_at = at(300);
  CHECK(unseen.run_for<ProbeSkipped>("calibration/").reason == SkipReason::authority_first);

  Bench refused;
  std::vector<Observation> refusals;
  for (int i = 5; i > 0; --i)
    refusals.push_back(resolver_says(-i, "google", answer_of_kind(dns::AnswerKind::refused)));
  refused.fold_in(refusals);
  CHECK(refused.calibrate().empty());

  Bench offline;
  offline.fold_in(
      {OwnNetworkJudged{.domain = kDomain, .record = kMxQuestion, .at = at(-1), .is_down = true}});
  CHECK(offline.calibrate().empty());
  CHECK(offline.dns.asked.empty());
}

TEST_CASE("calibration: a quiet window that begins while it runs ends it, and nothing is known") {
  Bench bench;
  bench.plan.records[0].quiet.planned_at = at(620);
  bench.fold_in({authority_says(-400, {"ns1.example.org.", endpoint(kNs)}, authoritative(kOldMx, 600))});
  CHECK(bench.calibrate().empty());
  CHECK(bench.asked("192.0.2.1") > 0);
  CHECK(bench.asked("192.0.2.1") < 20);
}
