#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

constexpr const char* kOldAddress = "192.0.2.10";
constexpr const char* kNewAddress = "198.51.100.7";

struct Bench : ProbeBench {
  Bench() {
    const auto server = [](cutover::ServerRole role, std::string host, std::string_view address) {
      return cutover::Server{
          .role = role,
          .addresses = {{.host = std::move(host), .endpoint = parse_endpoint(address, 25).value()}}};
    };
    plan.servers = {server(cutover::ServerRole::old_server, "mail.example.org", kOldAddress),
                    server(cutover::ServerRole::new_server, "in.proxy.example", kNewAddress)};
    plan.round_trips = {{.id = "main",
                         .from = "probe@agent.example.net",
                         .to = "probe@example.org",
                         .paths = {cutover::Path::dns},
                         .mailbox = "inbox",
                         .ehlo = "agent.example.net"}};
    watch(kMxQuestion, {kOldMx, kNewMx, kLastMx});
    mail.reply = smtp_server();
  }

  /// What resolvers hold from now on.
  void hold(const std::vector<dns::RrSet>& each) {
    for (std::size_t i = 0; i < each.size(); ++i)
      see(resolver_says(0, std::string(1, static_cast<char>('a' + i)), answer(each[i], 86'400)));
  }
  void see(const Observation& seen) {
    snapshot = fold(std::move(snapshot), seen);
    known = snapshot.domains.at(kDomain);
  }
  /// One run, and what the agent makes of it.
  std::vector<Observation> run_once() {
    mail.dialled.clear();
    const auto before = journal.entries.size();
    const auto seen = run("round_trip/");
    for (auto i = before; i < journal.entries.size(); ++i)
      see(MessageRecorded{.domain = kDomain, .entry = journal.entries[i]});
    for (const auto& each : seen) see(each);
    return seen;
  }
  mail::SmtpAttempt attempt() { return std::get<MessageAttempted>(run_once().at(0)).attempt; }
  std::optional<SkipReason> skip() {
    const auto seen = run_once();
    const auto* skipped = std::get_if<ProbeSkipped>(&seen.at(0));
    return skipped == nullptr ? std::nullopt : std::optional(skipped->reason);
  }

  Snapshot snapshot;
};

}  // namespace

TEST_CASE("mail as DNS says goes where resolvers lead, and its entry says where, and who led there") {
  Bench bench;
  bench.hold({kNewMx, kNewMx});
  CHECK(bench.attempt().disposition == accepted);
  CHECK(bench.mail.dialled == std::vector<std::string>{kNewAddress});
  const auto& entry = *find_message(*bench.known->mail, bench.journal.entries.at(0).id);
  CHECK(entry.path == "dns");
  REQUIRE(entry.way);
  CHECK(entry.way->destination() ==
        "in.proxy.example. 198.51.100.7:25, then mail.example.org. 192.0.2.10:25");
  CHECK(entry.way->resolvers == std::vector<std::string>{"a", "b"});
  CHECK(entry.way->answered_path() == "new");
  CHECK(bench.journal.entries.at(0).way->answered == std::nullopt);
}

TEST_CASE("the next host is tried where one cannot be reached, or turns everybody away for now") {
  Bench down;
  down.hold({kNewMx});
  down.mail.failures[kNewAddress] = {FailureKind::refused, "port closed"};
  CHECK(down.attempt().disposition == accepted);
  CHECK(down.mail.dialled == std::vector<std::string>{kNewAddress, kOldAddress});
  CHECK(find_message(*down.known->mail, down.journal.entries.at(0).id)->way->answered_path() == "old");

  Bench busy;
  busy.hold({kNewMx});
  busy.mail.failures[kNewAddress] = {FailureKind::protocol, "not ready"};
  busy.mail.facts[kNewAddress] = {.ended_in = mail::SmtpPhase::banner,
                                  .reply = mail::SmtpReply{.code = 450, .enhanced_code = {}, .text = "busy"}};
  CHECK(busy.attempt().disposition == accepted);
  CHECK(busy.mail.dialled == std::vector<std::string>{kNewAddress, kOldAddress});

  Bench later;
  later.hold({kNewMx});
  later.mail.facts = busy.mail.facts;
  later.mail.failures = busy.mail.failures;
  later.mail.failures[kOldAddress] = {FailureKind::timeout, ""};
  CHECK(later.attempt().disposition == deferred);
}

TEST_CASE("a host that says no, or that puts the message off, is the last to be tried") {
  for (const auto* reply : {"550 5.1.1 no\r\n", "451 4.7.1 later\r\n"}) {
    Bench bench;
    bench.hold({kNewMx});
    bench.mail.reply = smtp_server(reply);
    CHECK(bench.attempt().disposition == (reply[0] == '5' ? refused : deferred));
    CHECK(bench.mail.dialled == std::vector<std::string>{kNewAddress});
  }
}

TEST_CASE("destinations take turns, and hosts of equal preference are tried in random order") {
  Bench bench;
  bench.hold({kOldMx, kLastMx});
  std::vector<std::string> dialled;
  for (int i = 0; i < 4; ++i) {
    bench.attempt();
    dialled.push_back(bench.mail.dialled.at(0));
    bench.sim.advance(Seconds{60});
  }
  CHECK(dialled[0] != dialled[1]);
  CHECK(dialled[0] == dialled[2]);
  CHECK(dialled[1] == dialled[3]);

  Bench equal;
  equal.hold({mx({"5 mail.example.org", "5 in.proxy.example"})});
  std::set<std::string> first;
  for (int i = 0; i < 20; ++i) {
    equal.attempt();
    first.insert(equal.mail.dialled.at(0));
    equal.sim.advance(Seconds{60});
  }
  CHECK(first.size() == 2);
}

TEST_CASE("a destination that was sent to by a clock that is set back since still has its turns") {
  Bench bench;
  bench.hold({kOldMx, kLastMx});
  for (int i = 0; i < 2; ++i) {
    bench.attempt();
    if (bench.mail.dialled.at(0) == kOldAddress)
      bench.see(attempted(86'400, bench.journal.entries.back().id, accepted));
    bench.sim.advance(Seconds{60});
  }
  std::set<std::string> dialled;
  for (int i = 0; i < 4; ++i) {
    bench.attempt();
    dialled.insert(bench.mail.dialled.at(0));
    bench.sim.advance(Seconds{60});
  }
  CHECK(dialled.size() == 2);
}

TEST_CASE("each destination is sent each kind of text, though both take turns") {
  Bench bench;
  bench.plan.round_trips.front().bodies = {mail::BodyKind::plain, mail::BodyKind::dots};
  bench.hold({kOldMx, kLastMx});
  std::set<std::pair<std::string, mail::BodyKind>> sent;
  for (int i = 0; i < 4; ++i) {
    bench.attempt();
    sent.emplace(bench.mail.dialled.at(0), bench.journal.entries.back().form.body);
    bench.sim.advance(Seconds{60});
  }
  CHECK(sent.size() == 4);
}

TEST_CASE("a message that was put off waits for its own destination, or for any once nobody is led there") {
  Bench bench;
  bench.hold({kOldMx});
  bench.mail.reply = smtp_server("451 4.7.1 later\r\n");
  CHECK(bench.attempt().disposition == deferred);
  bench.mail.reply = smtp_server();
  bench.sim.advance(Seconds{60});
  const auto put_off = bench.journal.entries.at(0).id;
  bench.see(resolver_says(60, "b", answer(kLastMx, 86'400)));
  CHECK(bench.attempt().disposition == accepted);
  CHECK(bench.mail.dialled == std::vector<std::string>{kNewAddress});
  CHECK(bench.journal.entries.size() == 2);
  bench.sim.advance(Seconds{60});
  bench.attempt();
  CHECK(bench.journal.entries.size() == 2);
  CHECK(bench.mail.dialled == std::vector<std::string>{kOldAddress});
  CHECK(find_message(*bench.known->mail, put_off)->accepted);
}

TEST_CASE("a message that goes to another destination than it was meant for tells of that one") {
  Bench bench;
  bench.see(resolver_says(0, "a", answer(kOldMx, 30)));
  bench.mail.reply = smtp_server("451 4.7.1 later\r\n");
  CHECK(bench.attempt().disposition == deferred);
  bench.sim.advance(Seconds{120});
  bench.see(resolver_says(120, "a", answer(kLastMx, 86'400)));
  bench.mail.reply = smtp_server("550 5.1.1 no\r\n");
  CHECK(bench.attempt().disposition == refused);
  CHECK(bench.mail.dialled == std::vector<std::string>{kNewAddress});
  REQUIRE(bench.journal.entries.size() == 1);
  const auto& entry = *find_message(*bench.known->mail, bench.journal.entries.at(0).id);
  CHECK(entry.way->destination() == "in.proxy.example. 198.51.100.7:25");
  CHECK(entry.way->answered_path() == "new");
  CHECK(bench.known->mail->refusals.contains({"main", "dns in.proxy.example. 198.51.100.7:25"}));
}

TEST_CASE("without a destination, and in the quiet window, nothing is recorded and nobody is dialled") {
  Bench none;
  CHECK(none.skip() == SkipReason::no_destination);
  Bench null_mx;
  null_mx.hold({mx({"0 ."})});
  CHECK(null_mx.skip() == SkipReason::no_destination);
  Bench quiet;
  quiet.hold({kOldMx});
  quiet.see(authority_says(0, kNs1, authoritative(kOldMx, 300)));
  quiet.plan.records.front().quiet.planned_at = kStart + Seconds{100};
  CHECK(quiet.skip() == SkipReason::quiet_window);
  for (auto* bench : {&none, &null_mx, &quiet}) {
    CHECK(bench->journal.entries.empty());
    CHECK(bench->journal.acts.empty());
    CHECK(bench->mail.dialled.empty());
  }
}

TEST_CASE("a destination that refused five in a row is left out for an hour, and the others go on") {
  Bench bench;
  bench.hold({kOldMx, kLastMx});
  const auto refuses_old = [&bench, inner = smtp_server()](const std::string& sent) mutable -> std::string {
    const bool is_old = bench.mail.dialled.back() == kOldAddress;
    return is_old && sent.starts_with("RCPT") ? "550 5.1.1 no\r\n" : inner(sent);
  };
  std::size_t refusals = 0;
  for (int i = 0; i < 20; ++i) {
    bench.mail.reply = refuses_old;
    if (bench.attempt().disposition == refused) ++refusals;
    bench.sim.advance(Seconds{60});
  }
  CHECK(refusals == 5);
  CHECK(bench.mail.dialled == std::vector<std::string>{kNewAddress});
}

TEST_CASE("all destinations together are one path for the caps") {
  Bench bench;
  bench.hold({kOldMx, kLastMx});
  bench.attempt();
  bench.sim.advance(Seconds{60});
  bench.attempt();
  const mail::CountedAct act{.kind = mail::CountedAct::Kind::send, .subject = "example.org dns"};
  CHECK(bench.journal.acts == std::vector{act, act});
}
