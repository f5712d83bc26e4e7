#include "tests/support/imap_command.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::ReportDoubt;

namespace {

struct Stored {
  std::uint32_t uid;
  std::string text;
};

std::string header_of(const std::string& text) { return text.substr(0, text.find("\r\n\r\n") + 4); }

/// One folder of an IMAP server that gives every header whole.
struct BounceServer {
  std::vector<Stored> inbox;
  std::uint32_t uid_validity = 7;
  std::string refusal;

  std::string operator()(const std::string& sent) const {
    const auto tag = sent.substr(0, sent.find(' '));
    const auto command = sent.substr(sent.find(' ') + 1);
    const auto done = tag + " OK done\r\n";
    if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n" + done;
    if (command.starts_with("LOGOUT")) return "* BYE out\r\n" + done;
    if (command.starts_with("EXAMINE")) {
      if (!refusal.empty()) return tag + " " + refusal + "\r\n";
      return fmt::format("* OK [UIDVALIDITY {}] x\r\n* OK [UIDNEXT {}] x\r\n", uid_validity,
                         inbox.empty() ? 1 : inbox.back().uid + 1) +
             done;
    }
    std::string out;
    const auto asked = uids_named(command);
    for (const auto& each : inbox) {
      const bool is_whole = command.find("BODY.PEEK[]") != std::string::npos;
      if (is_whole && std::ranges::find(asked, each.uid) == asked.end()) continue;
      const auto text = is_whole ? each.text.substr(0, net::kMaxContent) : header_of(each.text);
      out += fmt::format("* 1 FETCH (UID {} {}<0> {{{}}}\r\n{})\r\n", each.uid,
                         is_whole ? "BODY[]" : "BODY[HEADER.FIELDS (FROM)]", text.size(), text);
    }
    return out + done;
  }
};

std::string bounce(const std::string& id, const std::string& token,
                   const std::string& to = "probe@agent.example.net") {
  return fmt::format(
      "Return-Path: <>\r\nFrom: MAILER-DAEMON@proxy.example\r\nTo: {}\r\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; proxy.example\r\n\r\n"
      "Final-Recipient: rfc822; probe@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
      "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
      "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nX-Cutwatch-Id: {}\r\nX-Cutwatch-Token: {}\r\n\r\n"
      "--b--\r\n",
      to, id, token);
}

struct Bench : ProbeBench {
  BounceServer server;
  Bench() {
    plan.mailboxes = {
        {.id = "bounces",
         .server = {.host = "mail.example.net", .endpoint = parse_endpoint("192.0.2.10", 993).value()},
         .folders = {"INBOX"}}};
    plan.round_trips = {{.id = "main",
                         .from = "probe@agent.example.net",
                         .mailbox = "inbox",
                         .bounces = "bounces",
                         .interval = Seconds{30}}};
    mail.reply = [this](const std::string& sent) { return server(sent); };
    know({recorded(0, "m1"), recorded(0, "m2")});
  }
  void know(const std::vector<Observation>& observations) {
    known = folded(observations).domains.at(kDomain);
  }
  ReportsRead look() { return run_for<ReportsRead>("bounces/"); }
  /// What the last look read is known as the next one begins.
  void remember(const ReportsRead& read) {
    known = folded({recorded(0, "m1"), recorded(0, "m2"), read}).domains.at(kDomain);
  }
};

}  // namespace

TEST_CASE("what servers report of our messages is read, and whose it is proven") {
  Bench bench;
  bench.server.inbox = {{3, bounce("m1", "token-of-m1")},
                        {4, bounce("m2", "token-of-m1")},
                        {5, bounce("m2", "")},
                        {6, bounce("", "")}};
  const auto read = bench.look();
  CHECK(read.mailbox == "bounces");
  CHECK(read.at == kStart);
  REQUIRE(read.content);
  REQUIRE(read.content->reports.size() == 1);
  const auto& report = read.content->reports[0];
  CHECK(report.id == "m1");
  CHECK(report.dsn.reporting_mta == "proxy.example");
  CHECK_FALSE(report.is_by_address);
  REQUIRE(report.dsn.recipients.size() == 1);
  CHECK(report.dsn.recipients[0].status == "5.1.1");
  CHECK(read.content->ignored == std::map<ReportDoubt, std::uint64_t>{{ReportDoubt::unproven, 1},
                                                                      {ReportDoubt::forged, 1},
                                                                      {ReportDoubt::foreign, 1}});
  CHECK(read.content->positions.at("INBOX") == FolderPosition{7, 7});
}

TEST_CASE("that a message was delivered is read as well, a third of an interval later at most") {
  Bench bench;
  bench.plan.round_trips[0].mailbox = "";
  auto good = bounce("m1", "token-of-m1");
  good.replace(good.find("Action: failed"), 14, "Action: delivered");
  good.replace(good.find("Status: 5.1.1"), 13, "Status: 2.0.0");
  auto forged = bounce("m2", "token-of-m1");
  forged.replace(forged.find("Action: failed"), 14, "Action: delivered");
  bench.server.inbox = {{3, good}, {4, forged}};
  const auto read = bench.look();
  REQUIRE(read.content);
  REQUIRE(read.content->reports.size() == 1);
  CHECK(read.content->reports[0].id == "m1");
  CHECK_FALSE(read.content->reports[0].dsn.is_bounce);
  CHECK(read.content->ignored == std::map<ReportDoubt, std::uint64_t>{{ReportDoubt::forged, 1}});
  CHECK(read.began == kStart);
  CHECK(read.pace == Seconds{10});
  CHECK(bench.probe("bounces/").interval == Seconds{10});
}

TEST_CASE("who reports is known for the proxy of the plan by its name") {
  Bench bench;
  bench.plan.servers = {
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "proxy.example", .endpoint = parse_endpoint("198.51.100.7", 25).value()}},
       .sends_from = {}}};
  bench.server.inbox = {{3, bounce("m1", "token-of-m1")}};
  CHECK(bench.look().content->reports.at(0).is_by_proxy);
  bench.plan.kind = cutover::Kind::server;
  CHECK_FALSE(bench.look().content->reports.at(0).is_by_proxy);
}

TEST_CASE("letters are left unread") {
  Bench bench;
  bench.server.inbox = {
      {3, "From: Alice <alice@example.org>\r\nTo: probe@agent.example.net\r\n\r\nhello\r\n"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->ignored.empty());
  CHECK_FALSE(bench.mail.sent.contains("BODY.PEEK[]"));
  CHECK_FALSE(bench.mail.sent.contains("SELECT"));
  CHECK_FALSE(bench.mail.sent.contains("STORE"));
}

TEST_CASE("the next look begins where this one ended") {
  Bench bench;
  bench.server.inbox = {{3, bounce("m1", "token-of-m1")}};
  const auto first = bench.look();
  REQUIRE(first.content);
  CHECK(first.content->reports.at(0).is_anew);
  bench.remember(first);
  bench.server.inbox.push_back({4, bounce("m2", "token-of-m2")});
  const auto second = bench.look();
  REQUIRE(second.content);
  CHECK(bench.mail.sent.contains("UID FETCH 4:4 "));
  CHECK(second.content->positions.at("INBOX") == FolderPosition{7, 5});
  CHECK_FALSE(second.content->reports.at(0).is_anew);
}

TEST_CASE("a look that leaves something to the next says nothing of any time") {
  Bench bench;
  bench.server.inbox = {{3, bounce("m1", "token-of-m1")}};
  bench.remember(bench.look());
  for (std::uint32_t uid = 4; uid < 40; ++uid) bench.server.inbox.push_back({uid, bounce("", "")});
  const auto part = bench.look();
  REQUIRE(part.content);
  CHECK(part.content->positions.at("INBOX") == FolderPosition{7, 36});
  CHECK(part.began == WallTime{});
  CHECK_FALSE(part.has_gap);
  bench.remember(part);
  CHECK(bench.look().began == kStart);
}

TEST_CASE("of what is passed over for good it is said so") {
  Bench bench;
  for (std::uint32_t uid = 1; uid < 40; ++uid) bench.server.inbox.push_back({uid, bounce("", "")});
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.has_gap);
  CHECK(read.began == kStart);
}

TEST_CASE("where UIDs have begun anew the newest are read") {
  Bench bench;
  bench.remember(bench.look());
  bench.server.uid_validity = 8;
  bench.server.inbox = {{3, bounce("m1", "token-of-m1")}};
  const auto read = bench.look();
  REQUIRE(read.content);
  REQUIRE(read.content->reports.size() == 1);
  CHECK(read.content->reports[0].is_anew);
  CHECK(read.content->positions.at("INBOX") == FolderPosition{8, 4});
}

TEST_CASE("an id in the address is taken where messages have senders of their own") {
  Bench bench;
  bench.server.inbox = {{3, bounce("", "", "<probe+m1@agent.example.net>")}};
  CHECK(bench.look().content->reports.empty());
  bench.plan.round_trips[0].has_verp = true;
  const auto read = bench.look();
  REQUIRE(read.content->reports.size() == 1);
  CHECK(read.content->reports[0].id == "m1");
  CHECK(read.content->reports[0].is_by_address);
}

TEST_CASE("messages that the snapshot has forgotten are recalled, and without that the look has failed") {
  Bench bench;
  mail::LedgerEntry old{.id = "old", .probe = "main", .path = "new", .recorded = kStart};
  old.ended = kStart;
  bench.journal.remembered = {old};
  bench.server.inbox = {{3, bounce("old", "token-of-old")}, {4, bounce("m1", "token-of-m1")}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->reports.size() == 2);
  CHECK(read.content->recalled.size() == 1);
  CHECK(read.content->recalled.contains("old"));
  CHECK(bench.journal.events == std::vector<std::string>{"recall old"});
  bench.journal.recall_failure = Failure{FailureKind::storage, "disk full"};
  CHECK(bench.look().content.error().kind == FailureKind::storage);
}

TEST_CASE("what cannot be read is a failure, and nobody looks while nothing was ever sent") {
  Bench bench;
  bench.server.refusal = "NO [UNAVAILABLE] later";
  CHECK_FALSE(bench.look().content);
  bench.server.refusal = "NO no such mailbox";
  CHECK_FALSE(bench.look().content);
  bench.known = {};
  CHECK(bench.run("bounces/").empty());
}

TEST_CASE("a message without its text is nothing, and one that was cut is read as far as it goes") {
  Bench bench;
  bench.server.inbox = {{3, "From: MAILER-DAEMON@x\r\n\r\n" + std::string(net::kMaxContent, 'x')}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->ignored == std::map<ReportDoubt, std::uint64_t>{{ReportDoubt::no_report, 1}});
}

TEST_CASE(
    "a mailbox is looked into once, as often as the fastest round trip sends, and every minute at least") {
  Bench bench;
  CHECK(bench.probe("bounces/").id == "bounces/example.org/bounces");
  CHECK(bench.probe("bounces/").interval == Seconds{30});
  bench.plan.round_trips.push_back(bench.plan.round_trips[0]);
  bench.plan.round_trips[1].interval = Seconds{1};
  CHECK(bench.planned().size() == 1);
  CHECK(bench.probe("bounces/").interval == Seconds{1});
  for (auto& trip : bench.plan.round_trips) trip.interval = std::chrono::hours{1};
  CHECK(bench.probe("bounces/").interval == Seconds{60});
  for (auto& trip : bench.plan.round_trips) trip.bounces = "";
  CHECK(bench.planned().empty());
}
