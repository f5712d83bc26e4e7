#include "core/cutover/lockdown/lock_target.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const std::string kDoor = "lockdown/example.org/old/192.0.2.10:25/";

struct Bench : ProbeBench {
  Bench() {
    plan.kind = cutover::Kind::proxy;
    plan.servers = {{.role = cutover::ServerRole::old_server,
                     .addresses = {{.host = "mail.example.org",
                                    .endpoint = endpoint("192.0.2.10:25"),
                                    .tls = mail::TlsMode::starttls,
                                    .credentials = mail::Credentials{"probe", "secret"}}},
                     .sends_from = {}},
                    {.role = cutover::ServerRole::new_server,
                     .addresses = {{.host = "in.proxy.example", .endpoint = endpoint("198.51.100.7:25")}},
                     .sends_from = {}}};
    plan.lockdowns = {
        {.recipient = "probe@example.org", .from = "probe@agent.example.net", .ehlo = "agent.example.net"}};
    mail.own_address = ip("203.0.113.9");
    answers("450 4.7.1 Client host rejected\r\n");
  }

  /// The reply to RCPT, of both servers.
  void answers(const std::string& reply) {
    mail.reply = [reply](const std::string& sent) -> std::string {
      return sent.starts_with("RCPT") ? reply : "250 ok\r\n";
    };
  }
  LockdownTried look(const std::string& id = kDoor) { return run_for<LockdownTried>(id); }
};

}  // namespace

TEST_CASE("the control, then the door is asked up to RCPT, and nothing is sent") {
  Bench bench;
  bench.answers("250 2.1.5 Ok\r\n");
  const auto seen = bench.look();
  CHECK(seen.domain == "example.org");
  CHECK(seen.target == "old");
  CHECK(seen.server == endpoint("192.0.2.10:25"));
  CHECK(seen.recipient == "probe@example.org");
  CHECK(seen.left_from == ip("203.0.113.9"));
  CHECK(seen.answer.stage == mail::SmtpPhase::rcpt);
  CHECK(seen.answer.reply->code == 250);
  REQUIRE(seen.control);
  CHECK(seen.control->server == endpoint("198.51.100.7:25"));
  CHECK(mail::is_reached(seen.control->answer));
  CHECK(bench.mail.dialled == std::vector<std::string>{"198.51.100.7", "192.0.2.10"});
  const std::string dialogue =
      "MAIL FROM:<probe@agent.example.net>\r\nRCPT TO:<probe@example.org>\r\nRSET\r\nQUIT\r\n";
  CHECK(bench.mail.sent == dialogue + dialogue);
}

TEST_CASE("a door that refuses is left by QUIT, and never told DATA") {
  for (const std::string reply : {"554 5.7.1 no\r\n", "450 4.7.1 no\r\n", "250 ok\r\n", "421 busy\r\n"}) {
    Bench bench;
    bench.answers(reply);
    CHECK(bench.look().answer.reply->code == std::stoi(reply));
    CHECK_FALSE(bench.mail.sent.contains("DATA"));
  }
}

TEST_CASE("it knocks as a stranger: without a log-in, and with TLS only where that is offered") {
  Bench bench;
  bench.look();
  REQUIRE(bench.mail.servers.size() == 2);
  const auto& door = bench.mail.servers.back();
  CHECK_FALSE(door.credentials.has_value());
  CHECK(door.tls == mail::TlsMode::when_offered);
  CHECK_FALSE(door.is_certificate_required);
}

TEST_CASE("from each configured source, towards addresses of its family only, the control from the same") {
  Bench bench;
  bench.plan.servers.front().addresses.push_back(
      {.host = "mail.example.org", .endpoint = endpoint("[2001:db8::10]:25")});
  bench.plan.lockdowns.front().sources = {ip("203.0.113.9"), ip("203.0.113.10"), ip("2001:db8::9")};
  std::set<std::string> ids;
  for (const auto& each : bench.planned()) {
    if (!each.id.starts_with("lockdown/")) continue;
    ids.insert(each.id);
    CHECK(each.interval == std::chrono::minutes{5});
  }
  CHECK(ids == std::set<std::string>{kDoor + "203.0.113.9", kDoor + "203.0.113.10",
                                     "lockdown/example.org/old/[2001:db8::10]:25/2001:db8::9"});
  const auto seen = bench.look(kDoor + "203.0.113.10");
  CHECK(seen.source == ip("203.0.113.10"));
  CHECK(seen.left_from == ip("203.0.113.10"));
  for (const auto& server : bench.mail.servers) CHECK(server.source == ip("203.0.113.10"));
}

TEST_CASE("the first control that is reached counts; a silent one does not end the look") {
  Bench bench;
  bench.plan.servers.back().addresses.push_back(
      {.host = "in.proxy.example", .endpoint = endpoint("198.51.100.8:25")});
  bench.mail.failures.emplace("198.51.100.7", Failure{FailureKind::timeout, "silent"});
  CHECK(bench.look().control->server == endpoint("198.51.100.8:25"));
  bench.mail.failures.emplace("198.51.100.8", Failure{FailureKind::timeout, "silent"});
  const auto seen = bench.look();
  CHECK_FALSE(mail::is_reached(seen.control->answer));
  CHECK(seen.answer.reply->code == 450);
}

TEST_CASE("no connection, and a refusal in place of the greeting, are answers; being stopped is none") {
  Bench bench;
  bench.mail.failures.emplace("192.0.2.10", Failure{FailureKind::refused, "connection refused"});
  CHECK(mail::class_of(bench.look().answer) == mail::DoorClass::closed);
  bench.mail.failures.at("192.0.2.10") = Failure{FailureKind::protocol, "the server said: 554 no"};
  bench.mail.facts["192.0.2.10"] = {.ended_in = mail::SmtpPhase::banner,
                                    .reply = mail::SmtpReply{554, "", "no"}};
  const auto refused = bench.look();
  CHECK(refused.answer.stage == mail::SmtpPhase::banner);
  CHECK(mail::class_of(refused.answer) == mail::DoorClass::refused);
  bench.mail.facts.clear();
  bench.mail.failures.at("192.0.2.10") = Failure{FailureKind::cancelled, ""};
  CHECK(bench.run(kDoor).empty());
}

TEST_CASE("what is put off is asked again after the greylist's delay, until it has lasted") {
  Bench bench;
  const auto wish = [&](const std::string& reply) {
    bench.answers(reply);
    const auto seen = bench.look();
    DomainState known;
    known.locks.emplace(key_of(seen), with_try(std::nullopt, seen));
    const auto wanted = bench.probe(kDoor).probe->wanted_at(known, {.now = seen.at});
    return wanted ? std::optional(*wanted - seen.at) : std::nullopt;
  };
  CHECK(wish("450 4.7.1 Client host rejected\r\n") == bench.plan.timing.greylist_retry);
  CHECK_FALSE(wish("554 5.7.1 Client host rejected\r\n"));
  CHECK_FALSE(wish("250 ok\r\n"));
  bench.plan.timing.greylist_retry = Seconds{1};
  CHECK(wish("450 4.7.1 Client host rejected\r\n") == cutover::kLeastBetweenKnocks);
}

TEST_CASE("without a lockdown in the plan nobody is asked") {
  Bench bench;
  bench.plan.lockdowns.clear();
  CHECK(std::ranges::none_of(bench.planned(),
                             [](const auto& each) { return each.id.starts_with("lockdown/"); }));
}
