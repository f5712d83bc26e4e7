#include "core/mail/login_history.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Mail that users of the servers send: handed in by submission, with a log-in.
using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

mail::MailServer submission(std::string_view address) {
  return {.host = "smtp.example.org",
          .endpoint = parse_endpoint(address, 587).value(),
          .tls = mail::TlsMode::starttls,
          .credentials = mail::Credentials{.user = "probe@example.org", .password = "secret words"}};
}

struct Bench : ProbeBench {
  Bench() {
    const auto server = [](cutover::ServerRole role, std::string_view address) {
      return cutover::Server{
          .role = role,
          .addresses = {{.host = "mx.example.org", .endpoint = parse_endpoint(address, 25).value()}},
          .submission = {submission(address)}};
    };
    plan.servers = {server(cutover::ServerRole::old_server, "192.0.2.10"),
                    server(cutover::ServerRole::new_server, "198.51.100.7")};
    plan.mailboxes = {
        {.id = "outside",
         .server = {.host = "imap.example.net", .endpoint = parse_endpoint("203.0.113.5", 993).value()},
         .folders = {"INBOX"}}};
    plan.outbound = {{.id = "out",
                      .from = "probe@example.org",
                      .to = "probe@example.net",
                      .paths = {cutover::Path::new_path},
                      .mailbox = "outside",
                      .ehlo = "example.org",
                      .entrance = mail::Entrance::submission}};
    mail.reply = smtp_server();
  }
  std::optional<SkipReason> skip() {
    const auto seen = run("round_trip/example.org/out");
    if (seen.size() != 1 || !std::holds_alternative<ProbeSkipped>(seen.front())) return std::nullopt;
    return std::get<ProbeSkipped>(seen.front()).reason;
  }
  MessageAttempted attempt() { return run_for<MessageAttempted>("round_trip/example.org/out"); }
  void refuse_login() { mail.failures["198.51.100.7"] = {FailureKind::auth, "log-in refused: 535"}; }
};

}  // namespace

TEST_CASE("an outbound message is handed in where users send, with the log-in, to the address outside") {
  Bench bench;
  const auto seen = bench.attempt();
  CHECK(seen.attempt.disposition == accepted);
  CHECK(seen.entrance == mail::Entrance::submission);
  REQUIRE(bench.mail.servers.size() == 1);
  CHECK(bench.mail.servers[0].endpoint.port == 587);
  CHECK(bench.mail.servers[0].credentials.has_value());
  CHECK(bench.mail.sent.contains("MAIL FROM:<probe@example.org>"));
  CHECK(bench.mail.sent.contains("RCPT TO:<probe@example.net>"));
  REQUIRE(bench.journal.entries.size() == 1);
  const auto& entry = bench.journal.entries[0];
  CHECK(entry.probe == "out");
  CHECK(entry.path == "new");
  CHECK(entry.mailbox == "outside");
  CHECK(entry.route.starts_with("submission as probe@example.org at 198.51.100.7:587"));
  CHECK_FALSE(entry.route.contains("secret"));
  CHECK_FALSE(bench.mail.sent.contains("secret"));
}

TEST_CASE(
    "a log-in that is refused is tried three times an hour: then nothing is recorded and nobody dialled") {
  Bench bench;
  bench.refuse_login();
  CHECK(bench.attempt().attempt.disposition == not_sent);
  for (std::size_t i = 1; i < mail::kMostFailedLogins; ++i) {
    bench.sim.advance(Seconds{30});
    CHECK(bench.attempt().attempt.disposition == not_sent);
  }
  const auto dialled = bench.mail.dialled.size();
  const auto recorded = bench.journal.entries.size();
  bench.sim.advance(Seconds{30});
  CHECK(bench.skip() == SkipReason::login_refused);
  CHECK(bench.mail.dialled.size() == dialled);
  CHECK(bench.journal.entries.size() == recorded);
  for (const auto& act : bench.journal.acts) CHECK_FALSE(act.subject.contains("secret"));
  SUBCASE("another password is tried at once") {
    bench.plan.servers[1].submission[0].credentials->password = "other than that";
    CHECK(bench.attempt().attempt.disposition == not_sent);
  }
  SUBCASE("after the hour it is tried again") {
    bench.sim.advance(std::chrono::hours{1});
    CHECK(bench.attempt().attempt.disposition == not_sent);
  }
}

TEST_CASE("a log-in that is refused at one address of a server is not tried at its others") {
  Bench bench;
  bench.plan.servers[1].submission.push_back(submission("198.51.100.8"));
  bench.refuse_login();
  for (std::size_t i = 0; i < mail::kMostFailedLogins; ++i) {
    CHECK(bench.attempt().attempt.disposition == not_sent);
    bench.sim.advance(Seconds{30});
  }
  CHECK(bench.skip() == SkipReason::login_refused);
  CHECK(bench.mail.dialled == std::vector<std::string>(mail::kMostFailedLogins, "198.51.100.7"));
}

TEST_CASE("outbound messages share the caps of the path that they take") {
  Bench bench;
  auto& sends = bench.journal.manners().sends;
  for (std::size_t i = 0; i < mail::kMostSendsAnHour; ++i)
    sends.note("example.org new", bench.sim.clock.steady());
  CHECK(bench.skip() == SkipReason::send_cap);
}

TEST_CASE("a server on this machine that sends to elsewhere is capped, for it sends on") {
  Bench bench;
  bench.plan.servers[1].addresses[0].endpoint = parse_endpoint("127.0.0.3", 25).value();
  bench.plan.servers[1].submission = {submission("127.0.0.3")};
  auto& sends = bench.journal.manners().sends;
  for (std::size_t i = 0; i < mail::kMostSendsAnHour; ++i)
    sends.note("example.org new", bench.sim.clock.steady());
  CHECK(bench.skip() == SkipReason::send_cap);
  bench.plan.mailboxes[0].server.endpoint = parse_endpoint("127.0.0.5", 993).value();
  CHECK(bench.attempt().attempt.disposition == accepted);
}

TEST_CASE("whether the old server still takes the domain for its own is asked once the domain has switched") {
  Bench bench;
  bench.watch(kMxQuestion);
  bench.plan.outbound[0].to = "probe@Example.ORG";
  bench.plan.outbound[0].paths = {cutover::Path::old_path};
  const auto publishes = [&](double when, const dns::RrSet& rrset) {
    return authority_says(when, kNs1, authoritative(rrset, 60));
  };
  std::vector<Observation> story{delegation(-100, std::vector{kNs1}), publishes(-90, kOldMx)};
  bench.known = folded(story).domains.at(kDomain);
  CHECK(bench.run("round_trip/example.org/out").empty());
  CHECK(bench.mail.dialled.empty());
  CHECK(bench.journal.entries.empty());
  story.push_back(publishes(-30, kNewMx));
  bench.known = folded(story).domains.at(kDomain);
  CHECK(bench.attempt().attempt.disposition == accepted);
  CHECK(bench.mail.dialled == std::vector<std::string>{"192.0.2.10"});
}

TEST_CASE("a server without submission is not sent by") {
  Bench bench;
  bench.plan.servers[1].submission.clear();
  const auto planned = bench.planned();
  CHECK(std::ranges::none_of(planned, [](const auto& each) { return each.id.starts_with("round_trip/"); }));
}
