#include "core/mail/probe_message.hpp"
#include "net/digest/dkim.hpp"
#include "tests/support/maildir_on_disk.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Bench : ProbeBench {
  MaildirOnDisk maildir;
  Bench() {
    plan.mailboxes = {{.id = "inbox",
                       .server = {.host = "", .endpoint = parse_endpoint("192.0.2.10", 993).value()},
                       .folders = {"INBOX", "Junk"},
                       .maildir = maildir.path()}};
    plan.round_trips = {{.id = "main",
                         .from = "probe@agent.example.net",
                         .to = "probe@example.org",
                         .mailbox = "inbox",
                         .bounces = "inbox",
                         .interval = Seconds{60}}};
    observations = {recorded(0, "m1"), recorded(0, "m2")};
    known = folded(observations).domains.at(kDomain);
  }
  void know(Observation observation) {
    observations.push_back(std::move(observation));
    known = folded(observations).domains.at(kDomain);
  }
  MailboxRead look() { return run_for<MailboxRead>("mailbox/"); }
  /// As the server files what was sent, with line ends of this system.
  std::string text(const std::string& id, const std::string& token) const {
    auto sent = mail::render(mail::message_of(known->mail->in_flight.at(id), token));
    std::erase(sent, '\r');
    return "Received: from a.example\n by b.example ([192.0.2.1]) id 4ABC\n" + sent;
  }
  std::vector<Observation> observations;
};

std::string bounce(const std::string& id, const std::string& token) {
  return fmt::format(
      "Return-Path: <>\nFrom: MAILER-DAEMON@proxy.example\nTo: probe@agent.example.net\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; proxy.example\n\n"
      "Final-Recipient: rfc822; probe@example.org\nAction: delayed\nStatus: 4.1.1\n\n"
      "--b\nContent-Type: text/rfc822-headers\n\nX-Cutwatch-Id: {}\nX-Cutwatch-Token: {}\n\n"
      "--b--\n",
      id, token);
}

}  // namespace

TEST_CASE("messages in a maildir are found as over IMAP: by token, in folders, compared with what was sent") {
  Bench bench;
  bench.maildir.make(".Junk");
  bench.maildir.put("new/1.a", bench.text("m1", "token-of-m1"), kStart);
  bench.maildir.put(".Junk/cur/1.b:2,S", bench.text("m2", "a guess"), kStart);
  auto read = bench.look();
  REQUIRE(read.content);
  REQUIRE(read.content->found.size() == 1);
  const auto& found = read.content->found.at("m1");
  CHECK(found.copies == 1);
  CHECK(found.sighting.folder == "INBOX");
  CHECK(found.sighting.filed == kStart);
  REQUIRE(found.sighting.inspection);
  CHECK(found.sighting.inspection->changes.empty());
  CHECK(found.sighting.inspection->received.values().size() == 1);
  bench.maildir.put(".Junk/cur/1.b:2,S", bench.text("m2", "token-of-m2"), kStart);
  read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.at("m2").sighting.is_junk);
}

TEST_CASE("a message in a maildir is counted once, whatever is met of it later, and a second copy is told") {
  Bench bench;
  const auto text = bench.text("m1", "token-of-m1");
  bench.maildir.put("new/1.a", text, kStart);
  bench.know(bench.look());
  bench.maildir.move("new/1.a", "cur/1.a:2,S");
  bench.sim.advance(Seconds{10});
  const auto second = bench.look();
  REQUIRE(second.content);
  CHECK(second.content->found.empty());
  bench.know(second);
  CHECK(find_message(*bench.known->mail, "m1")->copies == 1);
  bench.maildir.put("new/1.b", text, kStart + Seconds{15});
  bench.sim.advance(Seconds{10});
  const auto third = bench.look();
  REQUIRE(third.content);
  CHECK(third.content->found.at("m1").copies == 1);
}

TEST_CASE("what was left unread in a maildir is not known to be missing") {
  Bench bench;
  for (int i = 0; i < 2001; ++i)
    bench.maildir.put(fmt::format("new/1.{:04}", i), "Subject: a letter\n\n", kStart - Seconds{300});
  CHECK(bench.look().at == kStart - Seconds{300});
}

TEST_CASE("a maildir is looked into more often than a mailbox of another host") {
  Bench bench;
  bench.plan.round_trips[0].interval = std::chrono::minutes{5};
  CHECK(bench.probe("mailbox/").interval == Seconds{5});
  bench.plan.mailboxes[0].maildir.clear();
  CHECK(bench.probe("mailbox/").interval == Seconds{15});
}

TEST_CASE("a maildir that cannot be opened is an observation") {
  Bench bench;
  bench.plan.mailboxes[0].maildir += "-gone";
  const auto read = bench.look();
  REQUIRE_FALSE(read.content);
  CHECK(read.content.error().kind == FailureKind::refused);
  CHECK(bench.journal.manners().logins.may_try("", bench.sim.clock.steady()));
}

TEST_CASE("bounces in a maildir count once, also while they are met again") {
  Bench bench;
  bench.maildir.put("new/1.a", bounce("m1", "token-of-m1"), kStart);
  bench.maildir.put("new/1.b", bounce("m1", "forged"), kStart);
  bench.maildir.put("new/1.c", "Subject: a letter\n\n", kStart);
  const auto first = bench.run_for<ReportsRead>("bounces/");
  REQUIRE(first.content);
  REQUIRE(first.content->reports.size() == 1);
  CHECK(first.content->reports[0].id == "m1");
  CHECK(first.content->ignored == std::map<mail::ReportDoubt, std::uint64_t>{{mail::ReportDoubt::forged, 1}});
  bench.know(first);
  bench.sim.advance(Seconds{60});
  const auto second = bench.run_for<ReportsRead>("bounces/");
  REQUIRE(second.content);
  REQUIRE(second.content->reports.size() == 1);
  CHECK(second.content->reports[0].is_anew);
  CHECK(second.content->ignored.empty());
}

TEST_CASE("a signature is judged by its own round trip's signer, though another one has the same key") {
  Bench bench;
  const mail::DkimSigner signer{
      .domain = "example.net",
      .selector = "cw",
      .key =
          "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
          "-----END PRIVATE KEY-----\n",
      .fingerprint = "same"};
  auto elsewhere = signer;
  elsewhere.domain = "example.com";
  auto former = elsewhere;
  former.selector = "former";
  bench.plan.round_trips[0].signer = signer;
  bench.plan.round_trips.push_back(bench.plan.round_trips[0]);
  bench.plan.round_trips[1].id = "other";
  bench.plan.round_trips[1].signer = elsewhere;
  const auto arrive = [&](const std::string& id, const mail::DkimSigner& by) {
    auto entry = std::get<MessageRecorded>(recorded(0, id)).entry;
    entry.probe = "other";
    entry.form.signed_with = by.identity();
    auto text = net::dkim_signed(mail::render(mail::message_of(entry, "token-of-" + id)), by);
    std::erase(text, '\r');
    bench.maildir.put("new/1." + id, text, kStart);
    bench.know(MessageRecorded{.domain = kDomain, .entry = std::move(entry)});
  };
  arrive("m3", elsewhere);
  arrive("m4", former);
  const auto read = bench.look();
  REQUIRE(read.content);
  const auto& now = read.content->found.at("m3").sighting.inspection;
  REQUIRE(now);
  CHECK(now->is_signature_judged);
  CHECK(now->changes.empty());
  const auto& before = read.content->found.at("m4").sighting.inspection;
  REQUIRE(before);
  CHECK_FALSE(before->is_signature_judged);
  CHECK(before->changes.empty());
}
