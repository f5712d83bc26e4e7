#include "core/cutover/record/record_bounds.hpp"
#include "tests/agent/store/dns_bench.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

dns::Answer from_cache(const dns::RrSet& rrset, std::int64_t ttl, const std::string& nsid) {
  auto out = answer(rrset, ttl);
  out.nsid = nsid;
  return out;
}

void execute(const std::string& path, const std::string& sql) {
  REQUIRE(Database::open(path)->execute(sql.c_str()));
}

std::int64_t count(const std::string& path, const std::string& table) {
  auto database = Database::open(path).value();
  auto query = database.prepare(("SELECT COUNT(*) FROM " + table).c_str()).value();
  REQUIRE(query.step() == true);
  return query.integer(0);
}

}  // namespace

TEST_CASE("what was known of servers and resolvers is known again after a stop") {
  DnsBench bench;
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300), 7));
  bench.observe(authority_says(60, kNs1, authoritative(kNewMx, 60), 8));
  bench.observe(resolver_says(0, "one", from_cache(kOldMx, 300, "a")));
  bench.observe(resolver_says(10, "one", from_cache(kOldMx, 200, "b")));
  const auto before = record_of(bench.snapshot);
  bench.stop();
  bench.sleep(Seconds{60});
  bench.start();
  const auto& after = record_of(bench.snapshot);
  auto history = before.authorities.at(kNs1)->history;
  CHECK(after.authorities.at(kNs1)->serial == 8);
  CHECK(after.authorities.at(kNs1)->history.versions.front() == history.versions.front());
  CHECK(after.authorities.at(kNs1)->history.current()->rrset == kNewMx);
  const auto& view = *after.resolvers.at("one");
  CHECK(view.entries == before.resolvers.at("one")->entries);
  CHECK(view.caches(at(20)) == 2);
  REQUIRE(view.last);
  CHECK(view.last->at == at(10.1));
  CHECK(view.last->answer == from_cache(kOldMx, 200, "b"));
}

TEST_CASE("copies that ended while nothing ran drop out, and one new answer still proves nothing") {
  DnsBench bench;
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300), 7));
  bench.observe(resolver_says(0, "one", from_cache(kOldMx, 300, "a")));
  bench.observe(resolver_says(10, "one", from_cache(kOldMx, 200, "b")));
  bench.stop();
  bench.sleep(Seconds{250});
  bench.start();
  bench.observe(authority_says(250, kNs1, authoritative(kNewMx, 300), 8));
  bench.observe(resolver_says(251, "one", from_cache(kNewMx, 300, "b")));
  const auto& view = *record_of(bench.snapshot).resolvers.at("one");
  REQUIRE(view.entries.size() == 2);
  CHECK(view.entries[0].rrset == kOldMx);
  CHECK(view.entries[0].nsid == "a");
}

TEST_CASE("changes are written together after a few seconds, a new version at once") {
  DnsBench bench;
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300), 7));
  bench.advance(Millis{0});
  bench.observe(resolver_says(1, "one", answer(kOldMx, 300)));
  bench.advance(kDnsWriteDelay - Millis{1});
  bench.kill();
  bench.start();
  CHECK(bench.kept.authorities.size() == 1);
  CHECK(bench.kept.resolvers.empty());
  bench.observe(resolver_says(6, "one", answer(kOldMx, 295)));
  bench.advance(kDnsWriteDelay);
  bench.kill();
  bench.start();
  CHECK(bench.kept.resolvers.size() == 1);
}

TEST_CASE("every resolver has its turn though more change than are written at once") {
  DnsBench bench;
  for (int i = 0; i < 1200; ++i)
    bench.watched.resolvers.push_back(
        {"r" + std::to_string(i),
         {IpAddress::v4({10, 0, static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i % 256)}), 53},
         "x"});
  bench.kill();
  bench.start();
  for (int round = 0; round < 4; ++round) {
    for (const auto& resolver : bench.watched.resolvers)
      bench.observe(resolver_says(5 * round, resolver.id, answer(kOldMx, 300)));
    bench.advance(kDnsWriteDelay);
  }
  bench.kill();
  CHECK(count(bench.path(), "dns_resolver") == 1202);
}

TEST_CASE("a resolver with another address, and what is not watched, is not what was known") {
  DnsBench bench;
  bench.observe(resolver_says(0, "one", answer(kOldMx, 300)));
  bench.observe(resolver_says(0, "two", answer(kOldMx, 300)));
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300)));
  bench.stop();
  bench.watched.resolvers[0].endpoint = endpoint("198.51.100.1");
  bench.start();
  CHECK_FALSE(record_of(bench.snapshot).resolvers.contains("one"));
  CHECK(record_of(bench.snapshot).resolvers.contains("two"));
  CHECK(record_of(bench.snapshot).authorities.contains(kNs1));
  bench.stop();
  bench.watched.plans[0].name_servers = {kNs2};
  bench.start();
  CHECK_FALSE(record_of(bench.snapshot).authorities.contains(kNs1));
  bench.stop();
  bench.watched.plans[0].records.clear();
  bench.start();
  CHECK(bench.snapshot.domains.empty());
}

TEST_CASE("a resolver that is asked over another channel is not what was known, whatever trusts it") {
  const dns::DotChannel dot{.tls_name = "dns.example.net", .ca_file = ""};
  const auto is_known_after = [](dns::Channel before, dns::Channel after) {
    DnsBench bench;
    bench.stop();
    bench.watched.resolvers[0].channel = std::move(before);
    bench.start();
    bench.observe(resolver_says(0, "one", answer(kOldMx, 300)));
    bench.stop();
    bench.watched.resolvers[0].channel = std::move(after);
    bench.start();
    return !bench.snapshot.domains.empty();
  };
  CHECK(is_known_after(dot, dot));
  CHECK(is_known_after(dot, dns::DotChannel{.tls_name = "dns.example.net", .ca_file = "/ca.pem"}));
  CHECK_FALSE(is_known_after(dot, dns::DotChannel{.tls_name = "dns.example.org", .ca_file = ""}));
  CHECK_FALSE(is_known_after(dns::PlainChannel{}, dot));
  CHECK_FALSE(is_known_after(dot, dns::DohChannel{.url = "https://dns.example.net/", .ca_file = ""}));
}

TEST_CASE("a server that departed is one after a restart, with its history and when it was missed first") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs2, authoritative(kOldMx, 300), 7));
  bench.advance(Millis{0});
  bench.observe(delegation(10, std::vector{kNs1}));
  bench.advance(kDnsWriteDelay);
  const auto before = record_of(bench.snapshot).departed.at(kNs2)->history;
  bench.kill();
  bench.sleep(Seconds{1000});
  bench.start();
  CHECK(record_of(bench.snapshot).departed.at(kNs2)->departed_at == at(10));
  CHECK(record_of(bench.snapshot).departed.at(kNs2)->history == before);
  // It is in the way of a bound as it was before.
  bench.observe(authority_says(1000, kNs1, authoritative(kNewMx, 300), 8));
  const auto bounds = cutover::bounds_of(bench.watched.plans[0].records[0], record_of(bench.snapshot), 1);
  CHECK(bounds.changed.value().error().waits_for == std::vector{kNs2});
  bench.observe(delegation(1010, std::vector{kNs1, kNs2}));
  CHECK(record_of(bench.snapshot).authorities.at(kNs2)->history == before);
  CHECK(record_of(bench.snapshot).departed.empty());
}

TEST_CASE("what a server said after it had departed is kept at once") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs2, authoritative(kOldMx, 300), 7));
  bench.observe(delegation(10, std::vector{kNs1}));
  bench.advance(kDnsWriteDelay);
  bench.observe(authority_says(11, kNs2, authoritative(kNewMx, 300), 8));
  bench.advance(Millis{0});
  bench.kill();
  bench.start();
  const auto& gone = *record_of(bench.snapshot).departed.at(kNs2);
  CHECK(gone.departed_at == at(10));
  CHECK(gone.history.versions.size() == 2);
}

TEST_CASE("a departed server is not forgotten while its record is watched, and not more are than may be") {
  DnsBench bench;
  std::vector<dns::NameServer> all;
  for (std::size_t i = 0; i < kMaxDeparted + 3; ++i) {
    all.push_back({.name = "ns.example.org.", .endpoint = endpoint("192.0.2.1")});
    all.back().endpoint.port = static_cast<std::uint16_t>(1000 + i);
  }
  bench.observe(delegation(0, all));
  for (const auto& server : all) bench.observe(authority_says(0, server, authoritative(kOldMx, 300)));
  while (all.size() > 1) {
    const auto when = static_cast<double>(100 - all.size());
    all.pop_back();
    bench.observe(delegation(when, all));
  }
  bench.stop();
  bench.start();
  CHECK(record_of(bench.snapshot).departed.size() == kMaxDeparted);
  for (int days = 20; days <= 60; days += 20) {
    bench.observe(authority_says(days * 86'400.0, all[0], authoritative(kOldMx, 300)));
    bench.stop();
    bench.sleep(std::chrono::days{20});
    bench.start();
  }
  CHECK(record_of(bench.snapshot).departed.size() == kMaxDeparted);
  bench.stop();
  CHECK(count(bench.path(), "dns_authority") == static_cast<std::int64_t>(kMaxDeparted) + 1);
}

TEST_CASE("a server that left the delegation is no authority after a restart, and is one when it returns") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300)));
  bench.observe(authority_says(0, kNs2, authoritative(kOldMx, 300)));
  bench.observe(delegation(10, std::vector{kNs1}));
  bench.stop();
  bench.start();
  CHECK(record_of(bench.snapshot).authorities.contains(kNs1));
  CHECK_FALSE(record_of(bench.snapshot).authorities.contains(kNs2));
  bench.observe(delegation(20, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(20, kNs2, authoritative(kOldMx, 300)));
  bench.stop();
  bench.start();
  CHECK(record_of(bench.snapshot).authorities.contains(kNs2));
}

TEST_CASE("a write that fails is observed, and what it was to write is written later") {
  DnsBench bench;
  bench.kill();
  execute(bench.path(),
          "CREATE TRIGGER full BEFORE INSERT ON dns_resolver BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  bench.start();
  bench.observe(resolver_says(0, "one", answer(kOldMx, 300)));
  bench.advance(kDnsWriteDelay);
  CHECK(bench.snapshot.state_write_errors == 1);
  bench.kill();
  execute(bench.path(), "DROP TRIGGER full");
  bench.start();
  CHECK(bench.kept.resolvers.empty());

  DnsBench patient;
  patient.kill();
  execute(
      patient.path(),
      "CREATE TABLE once (n); CREATE TRIGGER full BEFORE INSERT ON dns_resolver WHEN (SELECT COUNT(*) FROM "
      "once) = 0 BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  patient.start();
  patient.observe(resolver_says(0, "one", answer(kOldMx, 300)));
  patient.advance(kDnsWriteDelay);
  CHECK(patient.snapshot.state_write_errors == 1);
  patient.advance(kDnsWriteDelay);
  CHECK(patient.snapshot.state_write_errors == 2);  // tried again, with nothing new to write
}

TEST_CASE("what is not watched any more is forgotten after thirty days, what is watched never") {
  DnsBench bench;
  bench.observe(resolver_says(0, "one", answer(kOldMx, 300)));
  bench.observe(resolver_says(0, "two", answer(kOldMx, 300)));
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300)));
  bench.stop();
  const auto two = bench.watched.resolvers.back();
  bench.watched.resolvers.pop_back();
  bench.sleep(std::chrono::days{29});
  bench.start();
  bench.observe(resolver_says(29.0 * 86'400, "one", answer(kOldMx, 300)));
  bench.stop();
  CHECK(count(bench.path(), "dns_resolver") == 2);
  bench.sleep(std::chrono::days{2});
  bench.start();
  bench.observe(resolver_says(31.0 * 86'400, "one", answer(kOldMx, 300)));
  bench.stop();
  CHECK(count(bench.path(), "dns_resolver") == 1);
  CHECK(count(bench.path(), "dns_authority") == 1);
}
