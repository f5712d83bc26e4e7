#include "probes/login.hpp"

#include "core/mail/login_history.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Bench : ProbeBench {
  Bench() {
    plan.mailboxes = {{.id = "inbox",
                       .server = {.host = "mail.example.org",
                                  .endpoint = parse_endpoint("192.0.2.10", 993).value(),
                                  .credentials = mail::Credentials{.user = "probe", .password = "wrong"}},
                       .folders = {"INBOX"}}};
    plan.round_trips = {{.id = "main", .mailbox = "inbox", .interval = Seconds{60}}};
    known = folded({recorded(0, "m1")}).domains.at(kDomain);
    meet({FailureKind::auth, "log-in refused: NO"});
  }
  void meet(const Failure& failure) { mail.failures["192.0.2.10"] = failure; }
  FailureKind look() {
    const auto read = run_for<MailboxRead>("mailbox/");
    REQUIRE_FALSE(read.content);
    return read.content.error().kind;
  }
  FailureKind look_for_bounces() {
    const auto read = run_for<ReportsRead>("bounces/");
    REQUIRE_FALSE(read.content);
    return read.content.error().kind;
  }
  void log_in() {
    const ProbeContext context{.clock = sim.clock,
                               .random = random,
                               .dns = dns,
                               .smtp = smtp,
                               .imap = imap,
                               .journal = journal,
                               .pace = pace,
                               .known = known,
                               .watching_since = watching_since};
    asio::co_spawn(sim.io, note_log_in(context, plan.mailboxes.front().server, std::nullopt), rethrow);
    sim.settle();
  }
  void use_password(const std::string& password) {
    plan.mailboxes.front().server.credentials->password = password;
  }
};

}  // namespace

TEST_CASE("a refused log-in is tried three times an hour, and then not even a connection is made") {
  Bench bench;
  for (int i = 0; i < 3; ++i) CHECK(bench.look() == FailureKind::auth);
  CHECK(bench.journal.acts.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(bench.look() == FailureKind::limited);
  CHECK(bench.mail.dialled.size() == 3);
  CHECK(bench.journal.acts.size() == 3);
  bench.sim.advance(std::chrono::hours{1});
  CHECK(bench.look() == FailureKind::auth);
  CHECK(bench.mail.dialled.size() == 4);
}

TEST_CASE("another password or another user is tried at once") {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.look();
  bench.use_password("other");
  CHECK(bench.look() == FailureKind::auth);
  bench.use_password("wrong");
  CHECK(bench.look() == FailureKind::limited);
  bench.plan.mailboxes.front().server.credentials->user = "somebody";
  CHECK(bench.look() == FailureKind::auth);
}

TEST_CASE("a look for bounces is a log-in as well: those of one account count together") {
  Bench bench;
  bench.plan.round_trips.front().bounces = "inbox";
  CHECK(bench.look() == FailureKind::auth);
  for (int i = 0; i < 2; ++i) CHECK(bench.look_for_bounces() == FailureKind::auth);
  CHECK(bench.look_for_bounces() == FailureKind::limited);
  CHECK(bench.look() == FailureKind::limited);
  CHECK(bench.mail.dialled.size() == 3);
}

TEST_CASE("a log-in that succeeds clears the account, and is noted once, so that a restart knows it too") {
  Bench bench;
  bench.log_in();
  CHECK(bench.journal.acts.empty());
  for (int i = 0; i < 2; ++i) CHECK(bench.look() == FailureKind::auth);
  for (int i = 0; i < 2; ++i) bench.log_in();
  REQUIRE(bench.journal.acts.size() == 3);
  CHECK(bench.journal.acts.back() ==
        mail::CountedAct{.kind = mail::CountedAct::Kind::login, .subject = bench.journal.acts[0].subject});
  for (int i = 0; i < 3; ++i) CHECK(bench.look() == FailureKind::auth);
}

TEST_CASE("what was noted of a password does not give it away") {
  Bench bench;
  bench.use_password("a long secret");
  bench.look();
  CHECK_FALSE(bench.journal.acts.at(0).subject.contains("a long"));
}

TEST_CASE("a server that cannot be reached, or cannot log anybody in just now, is tried again and again") {
  for (const auto kind : {FailureKind::refused, FailureKind::timeout, FailureKind::protocol}) {
    Bench bench;
    bench.meet({kind, "down"});
    for (int i = 0; i < 10; ++i) CHECK(bench.look() == kind);
    CHECK(bench.journal.acts.empty());
  }
}
