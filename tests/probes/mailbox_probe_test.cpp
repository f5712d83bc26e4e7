#include "core/mail/probe_message.hpp"
#include "net/digest/dkim.hpp"
#include "tests/support/imap_command.hpp"
#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Stored {
  std::uint32_t uid;
  std::string id;
  std::string token;
  std::string text{};  ///< The whole message; empty: the server does not give it.
};

/// An IMAP server with folders; a folder that is not there is refused, one named in `failing` cannot be
/// opened now.
struct ImapServer {
  std::map<std::string, std::vector<Stored>> folders;
  std::string failing;

  std::string operator()(const std::string& sent) {
    const auto blank = sent.find(' ');
    const auto tag = sent.substr(0, blank);
    const auto command = sent.substr(blank + 1);
    const auto done = tag + " OK done\r\n";
    if (command.starts_with("CAPABILITY")) return "* CAPABILITY IMAP4rev1\r\n" + done;
    if (command.starts_with("LOGOUT")) return "* BYE out\r\n" + done;
    if (command.starts_with("EXAMINE")) {
      open_ = command.substr(9, command.rfind('"') - 9);
      if (open_ == failing) return tag + " NO [UNAVAILABLE] later\r\n";
      if (!folders.contains(open_)) return tag + " NO no such mailbox\r\n";
      return "* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 100] x\r\n" + done;
    }
    std::string out;
    const auto asked = uids_named(command);
    for (const auto& each : folders[open_]) {
      if (command.starts_with("UID SEARCH")) out += fmt::format("* SEARCH {}\r\n", each.uid);
      const bool is_whole = command.find("BODY.PEEK[]") != std::string::npos;
      const bool is_asked = std::ranges::find(asked, each.uid) != asked.end();
      if (is_whole && !each.text.empty() && is_asked)
        out += fmt::format("* 1 FETCH (UID {} BODY[]<0> {{{}}}\r\n{})\r\n", each.uid, each.text.size(),
                           each.text);
      if (command.starts_with("UID FETCH") && !is_whole) out += fetched(each);
    }
    return out + done;
  }

 private:
  static std::string fetched(const Stored& each) {
    const auto fields = fmt::format("X-Cutwatch-Id: {}\r\nX-Cutwatch-Token: {}\r\n\r\n", each.id, each.token);
    return fmt::format(
        "* 1 FETCH (UID {} INTERNALDATE \"01-Dec-2026 00:00:00 +0000\" BODY[HEADER.FIELDS (X-CUTWATCH-ID "
        "X-CUTWATCH-TOKEN)]<0> {{{}}}\r\n{})\r\n",
        each.uid, fields.size(), fields);
  }
  std::string open_;
};

struct Bench : ProbeBench {
  ImapServer server;
  Bench() {
    plan.mailboxes = {
        {.id = "inbox",
         .server = {.host = "mail.example.org", .endpoint = parse_endpoint("192.0.2.10", 993).value()},
         .folders = {"INBOX", "Junk"}}};
    plan.round_trips = {{.id = "main", .mailbox = "inbox", .interval = Seconds{60}}};
    mail.reply = [this](const std::string& sent) { return server(sent); };
    server.folders = {{"INBOX", {}}, {"Junk", {}}};
    know({recorded(0, "m1"), recorded(0, "m2")});
  }
  void know(const std::vector<Observation>& observations) {
    known = folded(observations).domains.at(kDomain);
  }
  MailboxRead look() { return run_for<MailboxRead>("mailbox/"); }
};

mail::LedgerEntry lost(const std::string& id) {
  mail::LedgerEntry entry{.id = id, .probe = "main", .path = "old"};
  entry.result = mail::MessageResult::lost;
  entry.ended = kStart;
  return entry;
}

}  // namespace

TEST_CASE("messages in flight are found by id and token, and where they lie") {
  Bench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  bench.server.folders["Junk"] = {{4, "m2", "token-of-m2"}};
  const auto read = bench.look();
  CHECK(read.mailbox == "inbox");
  CHECK(read.at == kStart);
  REQUIRE(read.content);
  REQUIRE(read.content->found.size() == 2);
  CHECK(read.content->found.at("m1").sighting.folder == "INBOX");
  CHECK_FALSE(read.content->found.at("m1").sighting.is_junk);
  CHECK(read.content->found.at("m2").sighting.is_junk);
  CHECK(read.content->positions.at("INBOX") == FolderPosition{7, 100});
}

TEST_CASE("a message in flight is compared with what was sent, and its Received lines are kept") {
  Bench bench;
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
  Bench bench;
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
  Bench bench;
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
  Bench bench;
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

TEST_CASE("a message without the right token is not ours") {
  Bench bench;
  bench.server.folders["INBOX"] = {
      {3, "m1", ""}, {4, "m1", "token-of-m2"}, {5, "", "token-of-"}, {6, "m2", "token-of-m2 "}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("m1"));
}

TEST_CASE("copies are counted over all folders") {
  Bench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m1", "token-of-m1"}};
  bench.server.folders["Junk"] = {{9, "m1", "token-of-m1"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.at("m1").copies == 3);
  CHECK(read.content->found.at("m1").sighting.folder == "INBOX");
}

TEST_CASE("a folder that cannot be read makes the whole look a failure") {
  Bench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  bench.server.failing = "Junk";
  CHECK_FALSE(bench.look().content);
}

TEST_CASE("a folder that the mailbox does not have holds nothing, unless it has none of them") {
  Bench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  bench.server.folders.erase("Junk");
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->positions.contains("Junk"));
  bench.server.folders.clear();
  CHECK_FALSE(bench.look().content);
}

TEST_CASE("a mailbox that cannot be opened is an observation") {
  Bench bench;
  bench.mail.failures["192.0.2.10"] = {FailureKind::auth, "no"};
  const auto read = bench.look();
  REQUIRE_FALSE(read.content);
  CHECK(read.content.error().kind == FailureKind::auth);
}

TEST_CASE("a message that is found and not in flight is looked up in the ledger") {
  Bench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"},
                                   {4, "gone", "token-of-gone"},
                                   {5, "theirs", "token-of-theirs"},
                                   {6, "forged", "token-of-m1"}};
  bench.journal.remembered = {lost("gone")};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(bench.journal.events == std::vector<std::string>{"recall gone", "recall theirs"});
  REQUIRE(read.content->recalled.size() == 1);
  CHECK(read.content->recalled.at("gone").path == "old");
}

TEST_CASE("a look that begins anew counts no message again that an earlier one has met") {
  Bench bench;
  bench.server.folders["INBOX"] = {{4, "met", "token-of-met"}, {5, "lost", "token-of-lost"}};
  auto met = lost("met");
  met.sighting = mail::Sighting{.at = kStart, .folder = "INBOX"};
  bench.journal.remembered = {met, lost("lost")};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("met"));
  CHECK_FALSE(read.content->recalled.contains("met"));
  CHECK(read.content->found.contains("lost"));
  CHECK(read.content->recalled.contains("lost"));
}

TEST_CASE("a message that was sent while the first look began is found by it") {
  Bench bench;
  bench.server.folders["INBOX"] = {{5, "later", "token-of-later"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.contains("later"));
}

TEST_CASE("a look whose finds cannot be looked up has failed, so that they are found again") {
  Bench bench;
  bench.server.folders["INBOX"] = {{4, "gone", "token-of-gone"}};
  bench.journal.recall_failure = Failure{FailureKind::storage, "disk"};
  const auto read = bench.look();
  REQUIRE_FALSE(read.content);
  CHECK(read.content.error().kind == FailureKind::storage);
}

TEST_CASE("a look says how often there is one, and when it was over") {
  Bench bench;
  const auto read = bench.look();
  CHECK(read.pace == Seconds{15});
  CHECK(read.ended == kStart);
}

TEST_CASE("while nothing is in flight to a mailbox nobody looks into it") {
  Bench bench;
  bench.know({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::refused)});
  CHECK(bench.run("mailbox/").empty());
  CHECK(bench.mail.dialled.empty());
}

TEST_CASE("a look goes on where the last one ended") {
  Bench bench;
  MailboxRead before{.domain = kDomain,
                     .mailbox = "inbox",
                     .at = at(0),
                     .ended = at(0),
                     .pace = kLookPace,
                     .content = MailboxRead::Content{.found = {}, .positions = {{"INBOX", {7, 50}}}}};
  bench.know({recorded(0, "m1"), before});
  bench.look();
  CHECK(bench.mail.sent.contains("UID FETCH 50:99 "));
}

TEST_CASE("a mailbox is looked into three times as often as mail is sent to it, within bounds") {
  Bench bench;
  CHECK(bench.probe("mailbox/").interval == Seconds{15});
  bench.plan.round_trips[0].interval = Seconds{30};
  CHECK(bench.probe("mailbox/").interval == Seconds{10});
  bench.plan.round_trips[0].interval = Seconds{1};
  CHECK(bench.probe("mailbox/").interval == Seconds{1});
}

TEST_CASE("a message that was signed shows whether its signature holds, and one by another key does not") {
  Bench bench;
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
  Bench bench;
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

TEST_CASE("a message that went out and lies in another mailbox than it should has not arrived") {
  Bench bench;
  bench.plan.outbound = {
      {.id = "main", .mailbox = "outside", .interval = Seconds{60}, .entrance = mail::Entrance::submission}};
  bench.plan.round_trips.front().id = "inbound";
  auto out = std::get<MessageRecorded>(recorded(0, "m1"));
  out.entry.mailbox = "outside";
  bench.know({out, recorded(0, "m2")});
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m2", "token-of-m2"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("m1"));
  CHECK(read.content->astray == std::set<std::string>{"m1"});
  CHECK(read.content->found.contains("m2"));
}

TEST_CASE("what the server of the mailbox found out about a sender is noted, where it has the name") {
  Bench bench;
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

TEST_CASE("a mailbox of copies is looked into for what has ended too, until the copy is there") {
  Bench bench;
  auto further = bench.plan.mailboxes.front();
  further.id = "new";
  further.server.endpoint = parse_endpoint("192.0.2.20", 993).value();
  bench.plan.mailboxes.push_back(further);
  bench.plan.round_trips[0].also_in = {"new"};
  auto mirrored = std::get<MessageRecorded>(recorded(0, "m1"));
  mirrored.entry.also_in = {{.mailbox = "new"}};
  const std::vector<Observation> delivered{mirrored, attempted(1, "m1", mail::SmtpDisposition::accepted),
                                           mailbox_shows(5, {{.id = "m1"}})};
  bench.know(delivered);
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1", "Subject: x\r\n\r\nx\r\n"}};
  const auto read = bench.run_for<MailboxRead>("mailbox/example.org/new");
  CHECK(read.mailbox == "new");
  REQUIRE(read.content);
  REQUIRE(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->found.at("m1").sighting.inspection);
  CHECK(bench.mail.dialled.size() == 1);
  auto all = delivered;
  all.push_back(mailbox_shows(6, {{.id = "m1"}}, "new"));
  bench.know(all);
  CHECK(bench.run("mailbox/example.org/new").empty());
}

TEST_CASE("a copy of a message that does not name the mailbox is astray, and delivers nothing") {
  Bench bench;
  auto further = bench.plan.mailboxes.front();
  further.id = "new";
  bench.plan.mailboxes.push_back(further);
  bench.plan.round_trips[0].also_in = {"new"};
  auto mirrored = std::get<MessageRecorded>(recorded(0, "m1"));
  mirrored.entry.also_in = {{.mailbox = "new"}};
  bench.know({mirrored, recorded(0, "m2")});
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m2", "token-of-m2"}};
  const auto read = bench.run_for<MailboxRead>("mailbox/example.org/new");
  REQUIRE(read.content);
  CHECK(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->found.contains("m2"));
  CHECK(read.content->astray == std::set<std::string>{"m2"});
}
