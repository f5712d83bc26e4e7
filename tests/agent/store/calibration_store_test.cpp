#include "agent/store/calibration_row.hpp"
#include "tests/agent/store/dns_bench.hpp"
#include "tests/agent/store/older_schema.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

const dns::WildcardNames kNames{name("cal.example.org"), name("cal0.example.org")};

dns::Calibration figures() {
  return {.long_ttl = Seconds{172'800},
          .short_ttl = Seconds{1},
          .given_long = dns::GivenTtls{Seconds{3'600}, Seconds{86'400}},
          .given_short = dns::GivenTtls{Seconds{30}, Seconds{30}},
          .held_at_zero = Seconds{9},
          .aging = dns::Aging::frozen,
          .caches = 2,
          .unmeasured = {"floor: no answer (timeout)"}};
}

constexpr std::array kFailureKinds{FailureKind::timeout,   FailureKind::refused, FailureKind::unreachable,
                                   FailureKind::malformed, FailureKind::tls,     FailureKind::protocol,
                                   FailureKind::auth,      FailureKind::limited, FailureKind::storage,
                                   FailureKind::cancelled};

CalibrationState failed(FailureKind kind) {
  return {.names = kNames,
          .asked = at(9),
          .failure = Failure{kind, "none of 4 questions was answered"},
          .measured = std::nullopt,
          .figures = {}};
}

Observation measured(double when, const std::string& resolver, Result<dns::Calibration> result) {
  return CalibrationFound{
      .domain = kDomain, .names = kNames, .resolver = resolver, .at = at(when), .result = std::move(result)};
}

std::map<std::string, CalibrationState> known_of(const DnsBench& bench) {
  const auto domain = bench.snapshot.domains.find(kDomain);
  return domain == bench.snapshot.domains.end() ? std::map<std::string, CalibrationState>{}
                                                : domain->second->calibrations;
}

}  // namespace

TEST_CASE("calibration: a row comes back as it was, with figures and without") {
  const CalibrationState rows[] = {
      {.names = kNames, .asked = at(9), .failure = std::nullopt, .measured = at(9), .figures = figures()},
      {.names = kNames,
       .asked = at(9),
       .failure = Failure{FailureKind::protocol, "it answers refused"},
       .measured = std::nullopt,
       .figures = {}},
      {.names = kNames,
       .asked = at(9),
       .failure = Failure{FailureKind::timeout, "none of 4 questions was answered"},
       .measured = std::nullopt,
       .figures = {}},
  };
  for (const auto& row : rows) CHECK(parse_calibration(text_of_calibration(row)) == row);
}

TEST_CASE("calibration: why a try failed comes back as it was, of every kind") {
  for (const auto kind : kFailureKinds) {
    const auto row = failed(kind);
    CHECK(parse_calibration(text_of_calibration(row)) == row);
  }
}

TEST_CASE("calibration: a row from before kinds were kept tells silence from the rest, as well as it can") {
  auto row = nlohmann::json::parse(text_of_calibration(failed(FailureKind::unreachable)));
  row.erase("kind");
  const std::pair<nlohmann::json, FailureKind> rows[] = {
      {true, FailureKind::timeout}, {false, FailureKind::protocol}, {nullptr, FailureKind::protocol}};
  for (const auto& [is_silence, kind] : rows) {
    row["is_silence"] = is_silence;
    if (is_silence.is_null()) row.erase("is_silence");  // older still
    const auto read = parse_calibration(row.dump());
    REQUIRE(read);
    REQUIRE(read->failure);
    CHECK(read->failure->kind == kind);
    CHECK(read->failure->detail == "none of 4 questions was answered");
  }
  for (const auto& wrong : {nlohmann::json(1), nlohmann::json("true"), nlohmann::json(nullptr)}) {
    row["is_silence"] = wrong;
    CHECK_FALSE(parse_calibration(row.dump()));
  }
}

TEST_CASE("calibration: a kind of failure that is none is refused") {
  auto row = nlohmann::json::parse(text_of_calibration(failed(FailureKind::refused)));
  for (const auto& wrong :
       {nlohmann::json("shy"), nlohmann::json(""), nlohmann::json(1), nlohmann::json(true)}) {
    row["kind"] = wrong;
    CHECK_FALSE(parse_calibration(row.dump()));
  }
  row["kind"] = "refused";
  CHECK(parse_calibration(row.dump()));
}

TEST_CASE("calibration: a damaged row is an error, whatever is wrong with it") {
  const auto good = text_of_calibration(
      {.names = kNames, .asked = at(9), .failure = std::nullopt, .measured = at(9), .figures = figures()});
  const std::pair<std::string, std::string> damages[] = {
      {"\"asked\":", "\"asked\":-"},
      {"\"frozen\"", "\"melted\""},
      {"\"caches\":2", "\"caches\":1e9"},
      {"[3600,86400]", "[3600]"},
      {"172800", "4294967296"},
      {"cal.example.org", "cal..org"},
      {"\"held_at_zero\":9", "\"held\":9"},
      {"(timeout)", "\\u001b(timeout)"},
  };
  for (const auto& [from, to] : damages) {
    auto bad = good;
    INFO(from);
    REQUIRE(bad.contains(from));
    bad.replace(bad.find(from), from.size(), to);
    CHECK_FALSE(parse_calibration(bad));
  }
  CHECK_FALSE(parse_calibration("null"));
}

TEST_CASE("calibration: what was measured is known after a restart, so that nobody is asked again") {
  DnsBench bench;
  bench.watched.plans[0].calibration = kNames;
  bench.observe(measured(0, "one", figures()));
  bench.observe(measured(1, "two", fail(FailureKind::timeout, "none of 4 questions was answered")));
  bench.observe(measured(2, "gone", figures()));
  const auto before = known_of(bench);
  bench.advance(kDnsWriteDelay + Seconds{1});
  bench.kill();
  bench.start();
  const auto after = known_of(bench);
  CHECK(after.size() == 2);
  CHECK(after.at("one") == before.at("one"));
  CHECK(after.at("two").asked == at(1));
  CHECK(after.at("two").failure->detail == "none of 4 questions was answered");
}

TEST_CASE("calibration: of other wildcards, or of a resolver at another place, nothing is known") {
  DnsBench bench;
  bench.watched.plans[0].calibration = kNames;
  bench.observe(measured(0, "one", figures()));
  bench.observe(measured(0, "two", figures()));
  bench.stop();
  bench.watched.resolvers[0].endpoint = endpoint("192.0.2.9");
  bench.start();
  CHECK(known_of(bench).size() == 1);
  CHECK(known_of(bench).contains("two"));
  bench.stop();
  bench.watched.plans[0].calibration->short_lived = name("other.example.org");
  bench.start();
  CHECK(known_of(bench).empty());
}

TEST_CASE("calibration: a state file of schema 3 gets the table, and keeps what it has") {
  const TempDirectory directory;
  const auto path = directory.file("state.db");
  {
    auto messages = MessageStore::open(path, net::HmacKey{5}).value();
    REQUIRE(messages.record("example.org", {.id = "a", .recorded = at(0)}));
    REQUIRE(messages.database().execute(kDropChronicle.c_str()));
    REQUIRE(messages.database().execute("DROP TABLE calibration; UPDATE meta SET schema_version = 3"));
  }
  auto messages = MessageStore::open(path, net::HmacKey{}).value();
  CHECK(messages.key() == net::HmacKey{5});
  CHECK(messages.load()->at("example.org").messages.size() == 1);
  const auto kept = DnsStore(messages.database()).load();
  REQUIRE(kept);
  CHECK(kept->calibrations.empty());
}
