#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;

namespace {

/// To the addresses of the bench's plan.
const std::string kRoute = "198.51.100.7:25 198.51.100.8:25";

/// With the key of RFC 8463, Appendix A.2.
const mail::DkimSigner kSigner{
    .domain = "agent.example.net",
    .selector = "cw",
    .key =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n",
    .fingerprint = "first"};

struct Bench : ProbeBench {
  Bench() {
    const auto server = [](std::string_view address) {
      return mail::MailServer{.host = "in.proxy.example", .endpoint = parse_endpoint(address, 25).value()};
    };
    plan.servers = {{.role = cutover::ServerRole::new_server,
                     .addresses = {server("198.51.100.7"), server("198.51.100.8")}}};
    plan.round_trips = {{.id = "main",
                         .from = "probe@agent.example.net",
                         .to = "probe@example.org",
                         .paths = {cutover::Path::new_path},
                         .mailbox = "inbox",
                         .ehlo = "agent.example.net",
                         .late_after = Seconds{60},
                         .lost_after = Seconds{600}}};
    mail.reply = smtp_server();
  }
  MessageAttempted attempt() { return run_for<MessageAttempted>("round_trip/"); }
  void know(const std::vector<Observation>& observations) {
    auto story = observations;
    for (auto& each : story) {
      auto* recorded = std::get_if<MessageRecorded>(&each);
      if (recorded != nullptr) recorded->entry.route = kRoute;
    }
    known = folded(story).domains.at(kDomain);
  }
};

}  // namespace

TEST_CASE("a message is recorded before a server is dialled, and marked as leaving before its text leaves") {
  Bench bench;
  auto inner = bench.mail.reply;
  bench.mail.reply = [&bench, inner](const std::string& sent) mutable {
    const bool is_text = sent.contains("X-Cutwatch-Id");
    if (is_text || sent.starts_with("DATA")) bench.journal.events.emplace_back(is_text ? "text" : "DATA");
    return inner(sent);
  };
  const auto seen = bench.attempt();
  REQUIRE(bench.journal.entries.size() == 1);
  const auto& entry = bench.journal.entries[0];
  CHECK(bench.journal.events == std::vector<std::string>{"record", "DATA", "depart " + entry.id, "text"});
  CHECK(seen.id == entry.id);
  CHECK(seen.attempt.disposition == accepted);
  CHECK(entry.id.size() == 32);
  CHECK(entry.probe == "main");
  CHECK(entry.path == "new");
  CHECK(entry.mailbox == "inbox");
  CHECK(entry.recorded == kStart);
  CHECK(entry.limits == mail::DeliveryLimits{Seconds{60}, Seconds{600}, Seconds{900}});
  CHECK(entry.route == kRoute);
  CHECK(bench.mail.sent.contains("MAIL FROM:<probe@agent.example.net>"));
  CHECK(bench.mail.sent.contains("RCPT TO:<probe@example.org>"));
  CHECK(bench.mail.sent.contains("X-Cutwatch-Id: " + entry.id + "\r\n"));
  CHECK(bench.mail.sent.contains("X-Cutwatch-Token: token-of-" + entry.id + "\r\n"));
}

TEST_CASE("a message is accepted with the final reply, however long the farewell takes") {
  Bench bench;
  bench.mail.reply = [&bench, inner = smtp_server()](const std::string& sent) mutable {
    if (sent.starts_with("QUIT")) bench.sim.clock.step_steady(Millis{2000});
    return inner(sent);
  };
  auto seen = bench.attempt();
  CHECK(seen.at == kStart + Millis{2000});
  seen.id = "m";
  const auto snapshot = folded({recorded(0, "m"), seen});
  CHECK(find_message(mail_of(snapshot), "m")->accepted == kStart);
}

TEST_CASE("reports are asked for where somebody reads them, and a sender of its own where that is wanted") {
  Bench bench;
  bench.mail.facts["198.51.100.7"].capabilities = {"DSN"};
  bench.attempt();
  CHECK_FALSE(bench.mail.sent.contains("ENVID"));
  bench.plan.round_trips[0].bounces = "inbox";
  const auto named = bench.attempt().id;
  CHECK(bench.mail.sent.contains(fmt::format(
      "MAIL FROM:<probe@agent.example.net> RET=HDRS ENVID={0}.token-of-envelope-{0}\r\n", named)));
  CHECK(bench.mail.sent.contains(
      "RCPT TO:<probe@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;probe@example.org\r\n"));
  bench.plan.round_trips[0].has_verp = true;
  const auto own = bench.attempt().id;
  CHECK(bench.mail.sent.contains(fmt::format("MAIL FROM:<probe+{}@agent.example.net> RET", own)));
  CHECK(bench.mail.sent.contains("From: <probe@agent.example.net>\r\n"));
  CHECK(bench.journal.entries.back().from == "probe@agent.example.net");
}

TEST_CASE("of a message that is awaited in no mailbox it is asked whether it was delivered") {
  Bench bench;
  bench.plan.round_trips[0].mailbox = "";
  bench.plan.round_trips[0].bounces = "inbox";
  const auto unpromised = bench.attempt();
  CHECK_FALSE(unpromised.attempt.is_report_promised);
  CHECK_FALSE(bench.mail.sent.contains("NOTIFY"));
  bench.mail.facts["198.51.100.7"].capabilities = {"DSN"};
  CHECK(bench.attempt().attempt.is_report_promised);
  CHECK(bench.mail.sent.contains(
      "RCPT TO:<probe@example.org> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;probe@example.org\r\n"));
  CHECK(bench.journal.entries.back().awaited_report == mail::AwaitedReport{.mailbox = "inbox"});
  CHECK(bench.journal.entries.back().mailbox.empty());
}

TEST_CASE("every message has an id of its own") {
  Bench bench;
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) CHECK(ids.insert(bench.attempt().id).second);
}

TEST_CASE("what cannot be recorded is not sent, and both are said") {
  Bench bench;
  bench.journal.record_failure = Failure{FailureKind::storage, "disk full"};
  const auto seen = bench.run("round_trip/");
  REQUIRE(seen.size() == 2);
  CHECK(std::get<StateWriteFailed>(seen[0]).failure.detail == "disk full");
  CHECK(std::get<ProbeSkipped>(seen[1]).reason == SkipReason::not_recorded);
  CHECK(std::get<ProbeSkipped>(seen[1]).probe == "main");
  CHECK(bench.mail.dialled.empty());
}

TEST_CASE("what cannot be marked as leaving does not leave, and the failed write is said") {
  Bench bench;
  bench.journal.departure_failure = Failure{FailureKind::storage, "disk full"};
  const auto seen = bench.run("round_trip/");
  CHECK(bench.mail.sent.contains("DATA"));
  CHECK_FALSE(bench.mail.sent.contains("X-Cutwatch-Id"));
  const auto is_write_failure = [](const Observation& each) {
    return std::holds_alternative<StateWriteFailed>(each);
  };
  CHECK(std::ranges::count_if(seen, is_write_failure) == 1);
  // The message may be sent again later.
  const auto snapshot =
      folded(seen, folded({MessageRecorded{.domain = kDomain, .entry = bench.journal.entries.at(0)}}));
  CHECK(mail_of(snapshot).in_flight.begin()->second.is_to_be_retried());
}

TEST_CASE("a message that waits is sent instead of a new one") {
  struct Row {
    const char* what;
    std::vector<Observation> story;
    bool is_sent_again;
  };
  const Row rows[] = {
      {"deferred", {recorded(0, "m"), attempted(1, "m", deferred)}, true},
      {"not sent", {recorded(0, "m"), attempted(1, "m", not_sent)}, true},
      {"recorded before a restart", {recorded(0, "m")}, true},
      {"unknown", {recorded(0, "m"), departing("m")}, false},
      {"accepted", {recorded(0, "m"), attempted(1, "m", accepted)}, false},
      {"refused", {recorded(0, "m"), attempted(1, "m", refused)}, false},
      {"deferred on another path", {recorded(0, "m", "old"), attempted(1, "m", deferred)}, false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    Bench bench;
    bench.know(row.story);
    const auto seen = bench.attempt();
    CHECK((seen.id == "m") == row.is_sent_again);
    CHECK(bench.journal.entries.empty() == row.is_sent_again);
    CHECK(bench.journal.events.back() == "depart " + seen.id);
  }
}

TEST_CASE("a message that waits for what is configured no more is not sent again") {
  const auto changes = std::to_array<void (*)(cutover::Plan&)>({
      [](cutover::Plan& plan) { plan.servers.front().addresses.pop_back(); },
      [](cutover::Plan& plan) { plan.servers.front().addresses.front().endpoint.port = 2525; },
      [](cutover::Plan& plan) { plan.round_trips.front().to = "other@example.org"; },
      [](cutover::Plan& plan) { plan.round_trips.front().mailbox = "other"; },
  });
  for (const auto change : changes) {
    Bench bench;
    bench.know({recorded(0, "m"), attempted(1, "m", deferred)});
    change(bench.plan);
    CHECK(bench.attempt().id != "m");
    CHECK(bench.journal.entries.size() == 1);
  }
}

TEST_CASE("the next address is tried only where the one before had no word to say") {
  Bench down;
  down.mail.failures["198.51.100.7"] = {FailureKind::refused, "port closed"};
  CHECK(down.attempt().attempt.disposition == accepted);
  CHECK(down.mail.dialled == std::vector<std::string>{"198.51.100.7", "198.51.100.8"});

  Bench greylisting;
  greylisting.mail.reply = smtp_server("451 4.7.1 later\r\n");
  const auto seen = greylisting.attempt();
  CHECK(seen.attempt.disposition == deferred);
  CHECK(greylisting.mail.dialled.size() == 1);

  Bench lost;
  lost.mail.reply = smtp_server("");
  CHECK(lost.attempt().attempt.disposition == unknown);
  CHECK(lost.mail.dialled.size() == 1);

  Bench dead;
  dead.mail.failures["198.51.100.7"] = dead.mail.failures["198.51.100.8"] = {FailureKind::timeout, ""};
  const auto none = dead.attempt();
  CHECK(none.attempt.disposition == not_sent);
  REQUIRE(none.attempt.failure);
  CHECK(none.attempt.failure->kind == FailureKind::timeout);
}

TEST_CASE("messages have the bodies of their round trip in turn, and its Reply-To") {
  Bench bench;
  bench.plan.round_trips[0].bodies = {mail::BodyKind::plain, mail::BodyKind::eight_bit, mail::BodyKind::dots};
  bench.plan.round_trips[0].reply_to = "answers@example.net";
  bench.attempt();
  CHECK(bench.journal.entries.back().form.body == mail::BodyKind::plain);
  CHECK(bench.mail.sent.contains("Reply-To: <answers@example.net>\r\n"));
  // One is in flight, one has ended: also what ended long ago is counted.
  bench.know({recorded(0, "a"), attempted(1, "a", refused), recorded(2, "b"), attempted(3, "b", accepted)});
  bench.attempt();
  CHECK(bench.journal.entries.back().form.body == mail::BodyKind::dots);
  bench.know({recorded(0, "a"), attempted(1, "a", refused)});
  CHECK(bench.attempt().attempt.is_seven_bit);
  CHECK(bench.mail.sent.contains("Content-Transfer-Encoding: quoted-printable\r\n"));
  bench.mail.facts["198.51.100.7"].capabilities = {"8BITMIME"};
  CHECK_FALSE(bench.attempt().attempt.is_seven_bit);
  CHECK(bench.mail.sent.contains("Content-Transfer-Encoding: 8bit\r\n"));
}

TEST_CASE("a message is signed with the key that it was recorded with, or not at all") {
  Bench bench;
  bench.plan.round_trips[0].signer = kSigner;
  bench.attempt();
  CHECK(bench.journal.entries.back().form.signed_with == kSigner.identity());
  CHECK(bench.mail.sent.contains("\r\n d=agent.example.net;\r\n s=cw;\r\n"));
  bench.mail.sent.clear();
  auto waiting = recorded(0, "m");
  auto renamed = kSigner;
  renamed.selector = "former";
  std::get<MessageRecorded>(waiting).entry.form.signed_with = renamed.identity();
  bench.know({waiting, attempted(1, "m", deferred)});
  CHECK(bench.attempt().id == "m");
  CHECK(bench.mail.sent.contains("X-Cutwatch-Id: m\r\n"));
  CHECK_FALSE(bench.mail.sent.contains("DKIM-Signature"));
}
