#include "tests/support/imap_command.hpp"
#include "tests/support/maildir_on_disk.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

std::string text_from(const std::string& address, const std::string& queue_id) {
  return fmt::format(
      "Received: from claimed.example (unknown [{}])\n\tby mail.example.org (Postfix) with ESMTP id {}\n"
      "\tfor <user@example.org>; Tue, 01 Dec 2026 00:10:00 +0000\n"
      "Received: from forged.example (x [198.51.100.7]) by in.proxy.example with ESMTP id Z\n"
      "Message-ID: <{}@sender.test>\nSubject: a secret\n\nthe body\n",
      address, queue_id, queue_id);
}

/// A maildir of real mail, ten minutes after the MX has changed.
struct AuditBench : ProbeBench {
  MaildirOnDisk maildir;
  std::vector<Observation> observations;
  AuditBench() {
    watch(kMxQuestion);
    const auto server = [](cutover::ServerRole role, const std::string& host, const std::string& address) {
      return cutover::Server{.role = role,
                             .addresses = {{.host = host, .endpoint = parse_endpoint(address, 25).value()}},
                             .sends_from = {}};
    };
    plan.servers = {server(cutover::ServerRole::old_server, "mail.example.org", "192.0.2.10"),
                    server(cutover::ServerRole::new_server, "in.proxy.example", "198.51.100.7")};
    plan.mailboxes = {
        {.id = "inbox",
         .server = {.host = "mail.example.org", .endpoint = parse_endpoint("192.0.2.10", 993).value()},
         .folders = {"INBOX"},
         .maildir = maildir.path(),
         .allows_audit = true}};
    observations = {authority_says(0, kNs1, authoritative(kOldMx, 300)),
                    authority_says(300, kNs1, authoritative(kNewMx, 300))};
    sim.advance(Seconds{600});
    know();
  }
  void know() { known = folded(observations).domains.at(kDomain); }
  MailboxAudited look() {
    auto audited = run_for<MailboxAudited>("audit/");
    observations.push_back(audited);
    know();
    return audited;
  }
  WallTime now() { return sim.clock.wall(); }
};

}  // namespace

TEST_CASE("an audit reads what newly arrives, and tells who handed it to the old server") {
  AuditBench bench;
  bench.maildir.put("new/0.before", text_from("203.0.113.9", "BEFORE"), bench.now() - Seconds{60});
  CHECK(bench.look().content->counts.read == 0);
  bench.sim.advance(Seconds{10});
  bench.maildir.put("new/1.a", text_from("203.0.113.9", "4ABC"), bench.now());
  bench.maildir.put("new/1.b", text_from("198.51.100.7", "4ABD"), bench.now());
  bench.sim.advance(Seconds{5});
  const auto audited = bench.look();
  REQUIRE(audited.content);
  CHECK(audited.content->counts == AuditCounts{.read = 2, .by_proxy = 1, .by_strangers = 1});
  REQUIRE(audited.content->bypasses.size() == 1);
  const auto& bypass = audited.content->bypasses[0];
  CHECK(bypass.queue_id == "4ABC");
  CHECK(bypass.address == "203.0.113.9");
  CHECK(bypass.at == at(600));
  CHECK(bypass.kind == mail::StrayKind::expected);
}

TEST_CASE("what an audit meets again is counted once, and nothing from before its first look is told") {
  AuditBench bench;
  bench.maildir.put("new/0.before", text_from("203.0.113.9", "BEFORE"), bench.now() - Seconds{60});
  (void)bench.look();
  bench.sim.advance(Seconds{10});
  bench.maildir.put("new/1.a", text_from("203.0.113.9", "4ABC"), bench.now());
  for (int i = 0; i < 5; ++i) {
    bench.sim.advance(Seconds{5});
    (void)bench.look();
  }
  bench.maildir.move("new/1.a", "cur/1.a:2,S");
  bench.sim.advance(Seconds{5});
  (void)bench.look();
  const auto& state = *bench.known->bypass;
  CHECK(tally_of(state.strays, std::pair(mail::BypassSource::audit, mail::StrayKind::expected)).count == 1);
  CHECK(state.audits.at("inbox").counts.read == 1);
  CHECK(state.last.size() == 1);
}

TEST_CASE("over IMAP an audit asks for two fields of new mail only, and sets no flag") {
  AuditBench bench;
  bench.plan.mailboxes[0].maildir.clear();
  std::vector<std::string> commands;
  std::uint32_t next = 5;
  bench.mail.reply = [&](const std::string& sent) -> std::string {
    const auto blank = sent.find(' ');
    const auto tag = sent.substr(0, blank);
    const auto command = sent.substr(blank + 1);
    commands.push_back(command);
    const auto done = tag + " OK done\r\n";
    if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n" + done;
    if (command.starts_with("LOGOUT")) return "* BYE out\r\n" + done;
    if (command.starts_with("EXAMINE"))
      return fmt::format("* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {}] x\r\n", next) + done;
    const std::string fields =
        "Message-ID: <a@sender.test>\r\nReceived: from x (y [203.0.113.9]) by mail.example.org with ESMTP id "
        "4ABC; Tue, 01 Dec 2026 00:10:00 +0000\r\n\r\n";
    return fmt::format(
               "* 1 FETCH (UID 5 INTERNALDATE \"01-Dec-2026 00:10:01 +0000\" BODY[HEADER.FIELDS (MESSAGE-ID "
               "RECEIVED)]<0> {{{}}}\r\n{})\r\n",
               fields.size(), fields) +
           done;
  };
  CHECK(bench.look().content->counts.read == 0);
  for (const auto& command : commands) CHECK_FALSE(command.contains("FETCH"));
  commands.clear();
  next = 6;
  const auto audited = bench.look();
  REQUIRE(audited.content);
  CHECK(audited.content->counts.read == 1);
  REQUIRE(audited.content->bypasses.size() == 1);
  CHECK(audited.content->bypasses[0].message_id == "a@sender.test");
  std::string fetch;
  for (const auto& command : commands) {
    CHECK_FALSE(command.contains("STORE"));
    CHECK_FALSE(command.contains("SELECT"));
    CHECK_FALSE(command.contains("BODY["));
    if (command.contains("FETCH")) fetch += command;
  }
  CHECK(fetch.contains("(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (Message-ID Received)]<0.4096>)"));
}

TEST_CASE("more mail than one look takes is passed over, and that is told") {
  AuditBench bench;
  bench.plan.mailboxes[0].maildir.clear();
  std::uint32_t next = 5;
  bench.mail.reply = [&](const std::string& sent) -> std::string {
    const auto blank = sent.find(' ');
    const auto done = sent.substr(0, blank) + " OK done\r\n";
    const auto command = sent.substr(blank + 1);
    if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n" + done;
    if (command.starts_with("LOGOUT")) return "* BYE out\r\n" + done;
    return fmt::format("* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {}] x\r\n", next) + done;
  };
  CHECK(bench.look().content->counts.gaps == 0);
  next = 5000;
  CHECK(bench.look().content->counts.gaps == 1);
  CHECK(bench.known->bypass->audits.at("inbox").positions.at("INBOX").uid_next == 5000);
}

TEST_CASE("no mailbox is audited whose owner did not allow it, nor without a proxy") {
  AuditBench bench;
  CHECK_NOTHROW(bench.probe("audit/"));
  bench.plan.kind = cutover::Kind::server;
  CHECK_THROWS(bench.probe("audit/"));
  bench.plan.kind = cutover::Kind::proxy;
  bench.plan.mailboxes[0].allows_audit = false;
  CHECK_THROWS(bench.probe("audit/"));
}
