#include "core/mail/probe_message.hpp"
#include "net/digest/dkim.hpp"
#include "tests/probes/mailbox_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>

// What the mailbox probe makes of the texts of messages.
using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("a message in flight is compared with what was sent, and its Received lines are kept") {
  MailboxBench bench;
  const auto& entry = bench.known->mail->in_flight.at("m1");
  const auto sent = mail::render(mail::message_of(entry, "token-of-m1"));
  const auto arrived = "Received: from a.example\r\n by b.example ([192.0.2.1]) id 4ABC\r\n" + sent;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1", arrived}, {4, "m2", "token-of-m2", ""}};
  const auto read = bench.look();
  REQUIRE(read.content);
  const auto& inspection = read.content->found.at("m1").sighting.inspection;
  REQUIRE(inspection);
  CHECK(inspection->changes.empty());
  CHECK(inspection->received.values() ==
        std::vector<std::string>{"from a.example by b.example ([192.0.2.1]) id 4ABC"});
  CHECK_FALSE(read.content->found.at("m2").sighting.inspection);
  bench.server.folders["INBOX"][0].text = arrived + "-- \r\nA footer.\r\n";
  const auto changed = bench.look();
  REQUIRE(changed.content);
  REQUIRE(changed.content->found.at("m1").sighting.inspection);
  CHECK(changed.content->found.at("m1").sighting.inspection->changes.size() == 1);
}

TEST_CASE("how far Received lines are believed, and what filters wrote, is noted when a message is found") {
  MailboxBench bench;
  bench.plan.servers = {{.role = cutover::ServerRole::new_server, .sends_from = {{ip("198.51.100.7"), 32}}}};
  const auto& entry = bench.known->mail->in_flight.at("m1");
  const auto sent = mail::render(mail::message_of(entry, "token-of-m1"));
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1",
                                    "Received: from p ([198.51.100.7]) by old id B\r\n"
                                    "Received: from a ([203.0.113.9]) by p id A\r\n"
                                    "Received: by evil id X\r\nX-Spam-Status: Yes, score=6.1\r\n" +
                                        sent}};
  const auto read = bench.look();
  REQUIRE(read.content);
  const auto& inspection = read.content->found.at("m1").sighting.inspection;
  REQUIRE(inspection);
  CHECK(inspection->received.values().size() == 3);
  CHECK(inspection->believed == mail::BelievedLines{.count = 2, .reach_sender = true});
  CHECK(inspection->spam.is_marked);
  CHECK(inspection->spam.score == 6.1);
}

TEST_CASE("a message that was sent while the look was under way is compared as the ledger has it") {
  MailboxBench bench;
  mail::LedgerEntry entry{
      .id = "late", .probe = "main", .path = "new", .mailbox = "inbox", .recorded = kStart};
  bench.journal.remembered = {entry};
  const auto text = mail::render(mail::message_of(entry, "token-of-late"));
  bench.server.folders["INBOX"] = {{3, "late", "token-of-late", text}};
  const auto read = bench.look();
  REQUIRE(read.content);
  REQUIRE(read.content->found.contains("late"));
  CHECK(read.content->found.at("late").sighting.inspection == mail::Inspection{});
  CHECK_FALSE(read.content->recalled.contains("late"));
}

TEST_CASE("a message that was not read to its end is not compared") {
  MailboxBench bench;
  const auto& entry = bench.known->mail->in_flight.at("m1");
  auto text = mail::render(mail::message_of(entry, "token-of-m1"));
  text = "X-Long: " + std::string(net::kMaxContent - text.size() - 10, 'x') + "\r\n" + text;
  REQUIRE(text.size() == net::kMaxContent);
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1", text}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->found.at("m1").sighting.inspection);
}

TEST_CASE("a message that was signed shows whether its signature holds, and one by another key does not") {
  MailboxBench bench;
  const mail::DkimSigner signer{
      .domain = "example.net",
      .selector = "cw",
      .key =
          "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
          "-----END PRIVATE KEY-----\n",
      .fingerprint = "first"};
  bench.plan.round_trips[0].signer = signer;
  auto first = recorded(0, "m1");
  std::get<MessageRecorded>(first).entry.form.signed_with = signer.identity();
  auto second = recorded(0, "m2");
  std::get<MessageRecorded>(second).entry.form.signed_with = "second";
  bench.know({first, second});
  const auto text = [&](const std::string& id) {
    const auto& entry = bench.known->mail->in_flight.at(id);
    return net::dkim_signed(mail::render(mail::message_of(entry, "token-of-" + id)), signer);
  };
  const auto shown = [&](const std::string& id, const std::string& arrived) {
    bench.server.folders["INBOX"] = {{3, id, "token-of-" + id, arrived}};
    const auto read = bench.look();
    REQUIRE(read.content);
    const auto& inspection = read.content->found.at(id).sighting.inspection;
    REQUIRE(inspection);
    return *inspection;
  };
  const auto intact = shown("m1", text("m1"));
  CHECK(intact.is_signature_judged);
  CHECK(intact.changes.empty());
  const auto footed = shown("m1", text("m1") + "A footer.\r\n");
  REQUIRE(footed.changes.size() == 2);
  CHECK(footed.changes[0].field == mail::MessageField::body);
  CHECK(footed.changes[1].field == mail::MessageField::dkim);
  const auto other = shown("m2", text("m2") + "A footer.\r\n");
  CHECK_FALSE(other.is_signature_judged);
  CHECK(other.changes.size() == 1);
}

TEST_CASE("a large message is compared as far as it was read, its signature by the header") {
  MailboxBench bench;
  auto large = recorded(0, "m1");
  std::get<MessageRecorded>(large).entry.form.body = mail::BodyKind::large;
  bench.know({large});
  const auto sent = mail::render(mail::message_of(bench.known->mail->in_flight.at("m1"), "token-of-m1"));
  const auto arrived = "Received: from a.example by b.example id 4ABC\r\n" + sent;
  const auto shown = [&](const std::string& text) {
    bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1", text.substr(0, net::kMaxContent)}};
    const auto read = bench.look();
    REQUIRE(read.content);
    return read.content->found.at("m1").sighting.inspection;
  };
  REQUIRE(shown(arrived));
  CHECK(shown(arrived)->changes.empty());
  CHECK(shown(arrived)->received.values().size() == 1);
  auto spoilt = arrived;
  spoilt[50'000] = '#';
  REQUIRE(shown(spoilt));
  CHECK(shown(spoilt)->changes.size() == 1);
}

TEST_CASE("what the server of the mailbox found out about a sender is noted, where it has the name") {
  MailboxBench bench;
  const auto& entry = bench.known->mail->in_flight.at("m1");
  const auto sent = mail::render(mail::message_of(entry, "token-of-m1"));
  const auto text =
      "Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=a@example.org\r\n"
      "Received: from p ([198.51.100.7]) by mx.receiver.example id B\r\n" +
      sent;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1", text}};
  const auto believed = [&] {
    const auto read = bench.look();
    REQUIRE(read.content);
    REQUIRE(read.content->found.at("m1").sighting.inspection);
    return read.content->found.at("m1").sighting.inspection->authentication.size();
  };
  CHECK(believed() == 0);
  bench.plan.mailboxes.front().authserv_id = "mx.receiver.example";
  CHECK(believed() == 1);
}
