#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Bench : ProbeBench {
  Bench();
};

Bench::Bench() {
  watch(kMxQuestion);
  watch({name("mail.example.org"), dns::RrType::a});
  watch({name("mail.example.org"), dns::RrType::aaaa});
  resolvers = {{"one", endpoint("192.0.2.1"), "one"}, {"two", endpoint("192.0.2.1:5353"), "two"}};
  for (const auto role : {cutover::ServerRole::old_server, cutover::ServerRole::new_server}) {
    const mail::MailServer server{.host = "mail.example.org", .endpoint = endpoint("192.0.2.10")};
    plan.servers.push_back({.role = role, .addresses = {server}, .sends_from = {}});
  }
  for (const auto* id : {"inbox", "second", "unused"}) {
    const mail::MailServer server{.host = "mail.example.org", .endpoint = endpoint("192.0.2.10")};
    plan.mailboxes.push_back({.id = id, .server = server, .folders = {"INBOX"}});
  }
  for (const auto* id : {"main", "other"}) {
    plan.round_trips.push_back({.id = id,
                                .paths = {cutover::Path::old_path, cutover::Path::new_path},
                                .mailbox = id == std::string("main") ? "inbox" : "second"});
  }
  plan.round_trips.front().bounces = "unused";
  plan.mailboxes.front().allows_audit = true;
  plan.recipients = {
      .addresses = {"postmaster@example.org"}, .from = "probe@example.net", .ehlo = "example.net"};
  plan.lockdowns = {{.recipient = "probe@example.org", .from = "probe@example.net", .ehlo = "example.net"}};
  plan.queues = {{.command = {"postqueue", "-j"}}};
  plan.calibration = {name("cal.example.org"), name("cal0.example.org")};
  const auto snapshot =
      folded({delegation(0, std::vector{kNs1, kNs2, dns::NameServer{kNs1.name, endpoint("2001:db8::53")}})});
  known = snapshot.domains.at(kDomain);
}

}  // namespace

TEST_CASE("every probe of a plan has an id of its own, the same each time") {
  const Bench bench;
  std::set<std::string> ids;
  for (const auto& planned : bench.planned()) {
    CHECK_MESSAGE(ids.insert(planned.id).second, planned.id);
    CHECK(planned.domain == kDomain);
    CHECK(planned.interval > Millis{0});
  }
  // 3 records x 2 resolvers, 3 delegations, 3 authorities of one record, the lint, the calibration, 2 round
  // trips x 2 paths, 2 mailboxes, 2 servers' addresses, a mailbox of bounces, the servers' recipients,
  // the old server's lock, its queue, and an audit
  CHECK(ids.size() == 6 + 3 + 3 + 1 + 1 + 1 + 4 + 2 + 2 + 1 + 2 + 1 + 1 + 1);
  std::set<std::string> again;
  for (const auto& planned : bench.planned()) again.insert(planned.id);
  CHECK(again == ids);
}

TEST_CASE("every probe is called by its kind, or by the id of its round trip") {
  const Bench bench;
  std::set<std::string> names;
  for (const auto& planned : bench.planned()) names.emplace(planned.probe->name());
  std::set<std::string> expected(kProbeKinds.begin(), kProbeKinds.end());
  expected.insert({"main", "other"});
  CHECK(names == expected);
}

TEST_CASE("a path without a server is not probed") {
  Bench bench;
  bench.plan.servers.pop_back();
  CHECK_THROWS(bench.probe("round_trip/example.org/main/new"));
  CHECK_NOTHROW(bench.probe("round_trip/example.org/main/old"));
}
