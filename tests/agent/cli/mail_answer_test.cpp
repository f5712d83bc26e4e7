#include "agent/cli/mail_answer.hpp"

#include "tests/agent/cli/probed_message.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

TEST_CASE("the table has the verdict first, then how it came") {
  const auto answer = answer_for(found_message());
  CHECK(answer.status == 0);
  CHECK(
      answer.table ==
      "delivered: delivered by the new path, as it was sent\n"
      "message   m1\n"
      "smtp      connect 0.4 ms, body 12.5 ms\n"
      "folder    INBOX (not spam)\n"
      "latency   2.000 s from acceptance to sight; it may have lain there for the last 0.250 s of it\n"
      "path      proven by_queue_id: mail.example.org had it from 198.51.100.7, queue id ABC123\n"
      "changed   nothing\n"
      "spam      no filter wrote anything\n"
      "delays    to_first 1.000 s, to_final 1 s, to_mailbox 0 s\n"
      "HOP  BELIEVED  BY                FROM                             AT                    DELAY  CLOCK\n"
      "1    no        liar.example      nowhere [192.0.2.66]             2026-12-01T00:00:00Z  -      -\n"
      "2    yes       in.proxy.example  agent.example.net [203.0.113.9]  2026-12-01T00:00:01Z  -      -\n"
      "3    yes       mail.example.org  in.proxy.example [198.51.100.7]  2026-12-01T00:00:02Z  1 s    -\n");
}

TEST_CASE("what was changed is shown as a diff") {
  auto probed = found_message();
  probed.entry->sighting->inspection->changes = {
      {.field = mail::MessageField::subject, .diff = "-a\n+[SPAM] a"}};
  const auto answer = answer_for(probed);
  CHECK(answer.status == 1);
  CHECK(answer.table.contains("changed   subject\n    -a\n    +[SPAM] a\n"));
}

TEST_CASE("what filters wrote is shown, with what is odd about it, and a clock of the mailbox that is off") {
  auto probed = found_message();
  probed.entry->sighting->inspection->spam = {
      .is_marked = true, .score = 6.1, .fields = {"X-Spam-Flag: YES", "X-Spam-Score: 6.1"}};
  probed.entry->sighting->filed = at(65);
  const auto answer = answer_for(probed);
  CHECK(answer.status == 0);
  CHECK(
      answer.table.contains("spam      X-Spam-Flag: YES\nspam      X-Spam-Score: 6.1\n"
                            "finding   a filter called it spam with a score of 6.1, and it lies in INBOX"));
  CHECK(answer.table.contains("clock     of the mailbox: at least 62.0 s ahead of our clock\n"));
}

TEST_CASE("why a latency is not known is told as it is") {
  const auto told = [](const auto& change) {
    auto probed = found_message();
    change(*probed.entry);
    return answer_for(probed).table;
  };
  CHECK(told([](mail::LedgerEntry& entry) {
          entry.accepted.reset();
        }).contains("latency   not known: when the server took it was not heard\n"));
  CHECK(told([](mail::LedgerEntry& entry) {
          entry.sighting->was_watched = false;
        }).contains("latency   not known: the mailbox could not be looked into all the while\n"));
  CHECK(told([](mail::LedgerEntry& entry) {
          entry.accepted = at(9);
        }).contains("latency   not known: this host's clock was set back\n"));
}

TEST_CASE("the document has the message as the API has it, with its hops") {
  const auto document = nlohmann::json::parse(answer_for(found_message()).json);
  CHECK(document.at("ok") == true);
  CHECK(document.at("verdict") == "delivered");
  CHECK(document.at("domain") == "example.org");
  CHECK(document.at("message").at("path_proof").at("grade") == "by_queue_id");
  CHECK(document.at("message").at("latency_seconds") == 2.0);
  CHECK(document.at("unseen_for_seconds") == 0.25);
  CHECK(document.at("is_junk") == false);
  CHECK_FALSE(document.contains("hops"));
  const auto& hops = document.at("message").at("hops");
  REQUIRE(hops.size() == 3);
  CHECK(hops.at(0).at("trusted") == false);
  CHECK(hops.at(2).at("delay_seconds") == 1.0);
  CHECK(document.at("mailbox_failure").is_null());
}

TEST_CASE("a message that was not made is a document all the same") {
  auto probed = found_message();
  probed.entry.reset();
  const auto answer = answer_for(probed);
  CHECK(answer.status == 3);
  const auto document = nlohmann::json::parse(answer.json);
  CHECK(document.at("message").is_null());
  CHECK(document.at("is_junk").is_null());
}

TEST_CASE("what servers and mail say is printable on the way out") {
  auto probed = found_message();
  probed.entry->detail = "250 \x1b[2J";
  probed.entry->sighting->folder = "IN\x07" + std::string(5000, 'x');
  probed.entry->sighting->inspection->changes = {
      {.field = mail::MessageField::body, .diff = "-\x1b]0;x\x07\n+" + std::string(5000, 'y')}};
  probed.entry->result = mail::MessageResult::junk;
  probed.mailbox_failure = Failure{FailureKind::protocol, "\x9b"};
  const auto answer = answer_for(probed);
  for (const auto& text : {answer.table, answer.json}) {
    CHECK(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
  }
  CHECK(answer.table.size() < 4000);
}

TEST_CASE("what the receiver found out about the sender is shown where the mailbox has its name") {
  auto probed = found_message();
  CHECK_FALSE(answer_for(probed).table.contains("sender "));
  probed.plan.mailboxes.front().authserv_id = "mx.receiver.example";
  CHECK(answer_for(probed).table.contains("sender    nothing that mx.receiver.example wrote is believed\n"));
  probed.entry->sighting->inspection->authentication = {
      {.method = "spf", .verdict = mail::AuthenticationVerdict::pass, .properties = "smtp.mailfrom=a@b"},
      {.method = "dkim", .verdict = mail::AuthenticationVerdict::none, .properties = ""}};
  CHECK(
      answer_for(probed).table.contains("sender    spf pass, dkim none, says mx.receiver.example\n"
                                        "sender    spf=pass smtp.mailfrom=a@b\n"));
}
