#include "core/mail/log/log_join.hpp"

#include "core/mail/log/queued_as.hpp"
#include "tests/core/mail/log/log_lines.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using cutwatch::mail::LogClock;
using cutwatch::mail::LogJoin;
using cutwatch::mail::MailEvent;
using cutwatch::mail::MailOrigin;
using cutwatch::mail::Mta;
using cutwatch::mail::queued_as;
using cutwatch::mail::read_mail_log_line;
using cutwatch::mail::test::kNow;
using cutwatch::mail::test::lines_of;
using cutwatch::mail::test::postfix;
using Kind = cutwatch::mail::MailEvent::Kind;

namespace {

using Lines = std::vector<std::string>;

std::string_view origin_text(MailOrigin origin) {
  switch (origin) {
    case MailOrigin::unseen: return "unseen";
    case MailOrigin::client: return "client";
    case MailOrigin::local: return "local";
    case MailOrigin::notice: return "notice";
  }
  return {};
}

/// All that an event says of its message, as a line.
std::string text_of(const MailEvent& event) {
  return fmt::format("{} {} {} {}[{}] peer={} login={} from={} to={} id={} dsn={} class={} as={}",
                     to_string(event.kind), event.line.queue_id, origin_text(event.origin()),
                     event.client_name(), event.client(), event.peer(), event.login(),
                     event.sender().value_or("-"), event.line.to.value_or("-"), event.message_id(),
                     event.line.dsn, event.line.reply_class, queued_as(event.line.reply));
}

Lines events_of(LogJoin& join, const Lines& lines, std::optional<Mta> given = std::nullopt) {
  Lines out;
  for (const auto& text : lines) {
    const auto line = read_mail_log_line(text, LogClock(kNow), given);
    if (!line) continue;
    if (const auto event = join.take(*line)) out.push_back(text_of(*event));
  }
  return out;
}

Lines events_of(const Lines& lines) {
  LogJoin join;
  return events_of(join, lines);
}

std::map<Kind, int> counts_of(const std::string& sample, std::optional<Mta> given = std::nullopt) {
  LogJoin join;
  std::map<Kind, int> counts;
  for (const auto& text : lines_of(CUTWATCH_LOG_LINES "/" + sample)) {
    const auto line = read_mail_log_line(text, LogClock(kNow), given);
    if (!line) continue;
    if (const auto event = join.take(*line)) ++counts[event->kind];
  }
  return counts;
}

/// The life of a message of Postfix, its client known by the id's number.
Lines message(const std::string& id, int client) {
  return {postfix("smtpd", fmt::format("{}: client=unknown[192.0.2.{}]", id, client)),
          postfix("cleanup", id + ": message-id=<" + id + "@example.net>"),
          postfix("qmgr", id + ": from=<alice@example.net>, size=1, nrcpt=1 (queue active)"),
          postfix("smtp",
                  id + ": to=<p@example.org>, relay=mx[192.0.2.200]:25, delay=1, delays=1/0/0/0, dsn=4.7.1, "
                       "status=deferred (host mx[192.0.2.200] said: 450 4.7.1 later)"),
          postfix("qmgr", id + ": from=<alice@example.net>, size=1, nrcpt=1 (queue active)"),
          postfix("smtp",
                  id + ": to=<p@example.org>, relay=mx[192.0.2.200]:25, delay=9, delays=9/0/0/0, dsn=2.0.0, "
                       "status=sent (250 2.0.0 Ok: queued as 0C24AA78825)"),
          postfix("qmgr", id + ": removed")};
}

Lines events_of_message(const std::string& id, int client) {
  const auto who = fmt::format("{} client unknown[192.0.2.{}] peer=192.0.2.{} login= from=alice@example.net",
                               id, client, client);
  const auto of = " id=" + id + "@example.net ";
  return {"accepted " + who + " to=-" + of + "dsn= class=0 as=",
          "deferred " + who + " to=p@example.org" + of + "dsn=4.7.1 class=4 as=",
          "sent " + who + " to=p@example.org" + of + "dsn=2.0.0 class=2 as=0C24AA78825"};
}

}  // namespace

TEST_CASE("a message is accepted once the queue manager has it, and once only") {
  CHECK(events_of(message("3F2A1B4C5D", 7)) == events_of_message("3F2A1B4C5D", 7));
}

TEST_CASE("what was tried and not sent is no message") {
  CHECK(events_of(
            {postfix("smtpd", "3F2A1B4C5D: client=unknown[192.0.2.7]"),
             postfix("smtpd", "disconnect from unknown[192.0.2.7] ehlo=1 mail=1 rcpt=1 quit=1 commands=4")})
            .empty());
  CHECK(events_of({postfix("smtpd", "3F2A1B4C5D: client=unknown[192.0.2.7]"),
                   postfix("cleanup", "3F2A1B4C5D: message-id=<a@b>"),
                   postfix("cleanup",
                           "3F2A1B4C5D: milter-reject: END-OF-MESSAGE from unknown[192.0.2.7]: 5.7.1 no; "
                           "from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x>")}) ==
        Lines{"refused 3F2A1B4C5D client unknown[192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=c@d.test "
              "id=a@b "
              "dsn=5.7.1 class=5 as="});
}

TEST_CASE("a retry of what came before the log was followed is no message") {
  LogJoin join;
  const auto life = message("3F2A1B4C5D", 7);
  const auto events = events_of(join, {life.begin() + 4, life.end()});
  CHECK(events ==
        Lines{"sent 3F2A1B4C5D unseen [] peer= login= from=alice@example.net to=p@example.org id= dsn=2.0.0 "
              "class=2 as=0C24AA78825"});
  CHECK(join.messages() == 0);
}

TEST_CASE("a queue id that is used again is another message") {
  auto lines = message("3F2A1B4C5D", 7);
  lines.pop_back();  // "removed" was lost
  const auto again = message("3F2A1B4C5D", 8);
  lines.insert(lines.end(), again.begin(), again.end());
  auto expected = events_of_message("3F2A1B4C5D", 7);
  const auto more = events_of_message("3F2A1B4C5D", 8);
  expected.insert(expected.end(), more.begin(), more.end());
  CHECK(events_of(lines) == expected);
}

TEST_CASE("logins, local programs, notices and filters are told apart") {
  CHECK(events_of({postfix("submission/smtpd",
                           "3F2A1B4C5D: client=a[192.0.2.7], sasl_method=PLAIN, sasl_username=bob"),
                   postfix("qmgr", "3F2A1B4C5D: from=<bob@b.test>, size=1, nrcpt=1 (queue active)"),
                   postfix("pickup", "3F2A1B4C5E: uid=33 from=<www>"),
                   postfix("cleanup", "3F2A1B4C5E: message-id=<x>"),
                   postfix("qmgr", "3F2A1B4C5E: from=<www@b.test>, size=1, nrcpt=1 (queue active)"),
                   postfix("cleanup", "3F2A1B4C5F: message-id=<y>"),
                   postfix("bounce", "3F2A1B4C5E: sender non-delivery notification: 3F2A1B4C5F"),
                   postfix("qmgr", "3F2A1B4C5F: from=<>, size=1, nrcpt=1 (queue active)"),
                   postfix("cleanup", "3F2A1B4C60: message-id=<z>"),
                   postfix("qmgr", "3F2A1B4C60: from=<f@b.test>, size=1, nrcpt=1 (queue active)")}) ==
        Lines{"accepted 3F2A1B4C5D client a[192.0.2.7] peer=192.0.2.7 login=bob from=bob@b.test to=- id= "
              "dsn= class=0 as=",
              "accepted 3F2A1B4C5E local [] peer= login= from=www@b.test to=- id=x dsn= class=0 as=",
              "accepted 3F2A1B4C5F notice [] peer= login= from= to=- id=y dsn= class=0 as=",
              "accepted 3F2A1B4C60 unseen [] peer= login= from=f@b.test to=- id=z dsn= class=0 as="});
}

TEST_CASE("who connected is known where XCLIENT tells another client") {
  CHECK(events_of({postfix("smtpd", "connect from proxy[192.0.2.2]"),
                   postfix("smtpd", "3F2A1B4C5D: client=mx.sender.test[203.0.113.9]"),
                   postfix("qmgr", "3F2A1B4C5D: from=<a@b.test>, size=1, nrcpt=1 (queue active)"),
                   postfix("smtpd",
                           "NOQUEUE: reject: RCPT from mx.sender.test[203.0.113.9]: 550 5.1.1 <x@y>: no; "
                           "from=<a@b.test> to=<x@y> proto=ESMTP helo=<h>"),
                   postfix("smtpd", "disconnect from mx.sender.test[203.0.113.9] xclient=1/2"),
                   postfix("smtpd", "3F2A1B4C5E: client=mx.sender.test[203.0.113.9]"),
                   postfix("qmgr", "3F2A1B4C5E: from=<a@b.test>, size=1, nrcpt=1 (queue active)")}) ==
        Lines{"accepted 3F2A1B4C5D client mx.sender.test[203.0.113.9] peer=192.0.2.2 login= from=a@b.test "
              "to=- id= dsn= "
              "class=0 as=",
              "refused  client mx.sender.test[203.0.113.9] peer=192.0.2.2 login= from=a@b.test to=x@y id= "
              "dsn=5.1.1 "
              "class=5 as=",
              "accepted 3F2A1B4C5E client mx.sender.test[203.0.113.9] peer=203.0.113.9 login= from=a@b.test "
              "to=- id= "
              "dsn= class=0 as="});
}

TEST_CASE("what is held is told once, and accepted when it is released") {
  CHECK(events_of({postfix("smtpd", "3F2A1B4C5D: client=a[192.0.2.7]"),
                   postfix("cleanup",
                           "3F2A1B4C5D: hold: header X: y from evil[9.9.9.9]; from=<z>; from a[192.0.2.7]; "
                           "from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x>: words"),
                   postfix("qmgr", "3F2A1B4C5D: from=<a@b.test>, size=1, nrcpt=1 (queue active)"),
                   postfix("discard",
                           "3F2A1B4C5D: to=<c@d.test>, relay=none, delay=0, delays=0/0/0/0, dsn=2.0.0, "
                           "status=sent (silently)")}) ==
        Lines{"held 3F2A1B4C5D client a[192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=c@d.test id= dsn= "
              "class=0 as=",
              "accepted 3F2A1B4C5D client a[192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=- id= dsn= "
              "class=0 as=",
              "discarded 3F2A1B4C5D client a[192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=c@d.test id= "
              "dsn=2.0.0 "
              "class=2 as="});
}

TEST_CASE("the same queue id on two hosts is two messages") {
  auto lines = message("3F2A1B4C5D", 7);
  auto other = message("3F2A1B4C5D", 8);
  for (auto& line : other) line.replace(line.find(" mx "), 4, " my ");
  Lines mixed;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    mixed.push_back(lines[i]);
    mixed.push_back(other[i]);
  }
  auto expected = events_of_message("3F2A1B4C5D", 7);
  const auto more = events_of_message("3F2A1B4C5D", 8);
  expected.insert(expected.end(), more.begin(), more.end());
  auto seen = events_of(mixed);
  std::ranges::sort(expected);
  std::ranges::sort(seen);
  CHECK(seen == expected);
}

TEST_CASE("messages told in turns are told as one after the other") {
  std::mt19937 random(20261201);
  static constexpr int kMessages = 40;
  std::vector<Lines> lives;
  Lines expected;
  for (int i = 0; i < kMessages; ++i) {
    const auto id = fmt::format("3F2A1B4C{:02X}", i);
    lives.push_back(message(id, i));
    const auto events = events_of_message(id, i);
    expected.insert(expected.end(), events.begin(), events.end());
  }
  std::ranges::sort(expected);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::size_t> turns;
    for (std::size_t i = 0; i < lives.size(); ++i) turns.insert(turns.end(), lives[i].size(), i);
    std::ranges::shuffle(turns, random);
    std::vector<std::size_t> next(lives.size(), 0);
    Lines lines;
    for (const auto turn : turns) lines.push_back(lives[turn][next[turn]++]);
    LogJoin join;
    auto seen = events_of(join, lines);
    std::ranges::sort(seen);
    CHECK(seen == expected);
    CHECK(join.messages() == 0);
  }
}

TEST_CASE("what is remembered is bounded in number and size, the oldest forgotten first") {
  LogJoin join({.messages = 100, .bytes = 1'000'000, .sessions = 10});
  for (int i = 0; i < 1000; ++i) {
    events_of(join,
              {postfix(fmt::format("smtpd[{}]: x", i), ""), postfix("smtpd", "connect from a[192.0.2.1]"),
               postfix("smtpd", fmt::format("3F2A1B{:04X}: client=a[192.0.2.1]", i))});
    CHECK(join.messages() <= 100);
  }
  CHECK(join.forgotten() == 0);  // they were only tried
  CHECK(events_of(join, {postfix("qmgr", "3F2A1B0000: from=<a@b>, size=1, nrcpt=1 (queue active)")}).empty());
  CHECK(events_of(join, {postfix("qmgr", "3F2A1B03E7: from=<a@b>, size=1, nrcpt=1 (queue active)")}).size() ==
        1);
  LogJoin narrow({.messages = 100'000, .bytes = 50'000, .sessions = 10});
  const std::string large(60'000, 'x');
  for (int i = 0; i < 1000; ++i) {
    events_of(narrow, {postfix("cleanup", fmt::format("3F2A1B{:04X}: message-id=<{}>", i, large))});
    CHECK(narrow.bytes() <= 51'000);
  }
  CHECK(narrow.messages() > 10);
}

TEST_CASE("a message that was accepted and named to nobody is a loss when it is forgotten") {
  const auto forgotten = [](const Lines& life) {
    LogJoin join({.messages = 1, .bytes = 1'000'000, .sessions = 10});
    events_of(join, life);
    events_of(join, {postfix("smtpd", "9F2A1B4C5D: client=a[192.0.2.1]")});
    return join.forgotten();
  };
  auto life = message("3F2A1B4C5D", 7);
  life.resize(2);
  CHECK(forgotten(life) == 0);
  life = message("3F2A1B4C5D", 7);
  life.resize(3);
  CHECK(forgotten(life) == 1);
  life = message("3F2A1B4C5D", 7);
  life.resize(4);
  CHECK(forgotten(life) == 0);
  // Handed in before the log was followed: it is nobody's.
  CHECK(forgotten({postfix("qmgr", "3F2A1B4C5D: from=<a@b>, size=1, nrcpt=1 (queue active)")}) == 0);
}

TEST_CASE("what Exim throws away is discarded") {
  CHECK(events_of({"2026-12-01 20:00:00 1xUnsc-0008Bp-14 => :blackhole: <p@e.test> R=r",
                   "2026-12-01 20:00:00 1xUnsc-0008Bp-14 => blackhole (DATA ACL discarded recipients)"})
            .size() == 2);
  for (const auto& event : events_of({"2026-12-01 20:00:00 1xUnsc-0008Bp-14 => :blackhole: <p@e.test> R=r",
                                      "2026-12-01 20:00:00 1xUnsc-0008Bp-14 => blackhole (DATA ACL discarded "
                                      "recipients)"}))
    CHECK(event.starts_with("discarded "));
}

TEST_CASE("Exim's messages are put together by their ids") {
  CHECK(events_of(
            {"2026-12-01 20:00:00 1xUnsc-0008Bp-14 <= a@b.test H=(h) [192.0.2.7]:33 P=esmtp S=1 id=x@b for "
             "p@e.test",
             "2026-12-01 20:00:00 1xUnsc-0008Bp-14 == p@e.test R=r T=t defer (111) H=m [192.0.2.8]: refused",
             "2026-12-01 20:00:00 1xUnsc-0008Bp-14 => p@e.test R=r T=t H=m [192.0.2.8] C=\"250 OK "
             "id=1xUnsd-0008Bq-15\"",
             "2026-12-01 20:00:00 1xUnsc-0008Bp-14 Completed",
             "2026-12-01 20:00:00 1xUnsc-0008By-29 <= <> R=1xUnsc-0008Bu-1q U=Debian-exim P=local S=1936",
             "2026-12-01 20:00:00 1xUnsc-0008By-29 Frozen (delivery error message)",
             "2026-12-01 20:00:00 1xUnsc-0008By-29 Message is frozen"}) ==
        Lines{"accepted 1xUnsc-0008Bp-14 client [192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=p@e.test "
              "id=x@b dsn= "
              "class=0 as=",
              "deferred 1xUnsc-0008Bp-14 client [192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=p@e.test "
              "id=x@b dsn= "
              "class=0 as=",
              "sent 1xUnsc-0008Bp-14 client [192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=p@e.test "
              "id=x@b dsn= "
              "class=2 as=1xUnsd-0008Bq-15",
              "accepted 1xUnsc-0008By-29 notice [] peer= login= from= to=- id= dsn= class=0 as=",
              "held 1xUnsc-0008By-29 notice [] peer= login= from= to=- id= dsn= class=0 as="});
}

TEST_CASE("OpenSMTPD's messages are put together by session and message id") {
  const Lines lines{
      "71983e99f341e65e smtp connected address=192.0.2.7 host=a.test",
      "71983e99f341e65e smtp failed-command command=\"RCPT TO:<x@e.test>\" result=\"550 no\"",
      "71983e99f341e65e smtp message msgid=7e715afd size=336 nrcpt=1 proto=ESMTP",
      "71983e99f341e65e smtp envelope evpid=7e715afd265ea10b from=<a@b.test> to=<p@e.test>",
      "71983e99f341e65e smtp disconnected reason=quit",
      "71983e9c33d03b23 mta delivery evpid=7e715afd265ea10b from=<a@b.test> to=<p@e.test> "
      "relay=\"192.0.2.8 (m)\" delay=0s result=\"Ok\" stat=\"250 2.0.0 Ok: queued as E313FA78777\""};
  CHECK(
      events_of(lines) ==
      Lines{"refused  client a.test[192.0.2.7] peer=192.0.2.7 login= from=- to=x@e.test id= dsn= class=5 as=",
            "accepted 7e715afd265ea10b client a.test[192.0.2.7] peer=192.0.2.7 login= from=a@b.test "
            "to=p@e.test id= "
            "dsn= class=0 as=",
            "sent 7e715afd265ea10b client a.test[192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=p@e.test "
            "id= "
            "dsn=2.0.0 class=2 as=E313FA78777"});
}

TEST_CASE("real logs tell as many events as their lines") {
  using enum MailEvent::Kind;
  using Counts = std::map<Kind, int>;
  CHECK(counts_of("postfix-proxy.log") ==
        Counts{{accepted, 14}, {refused, 1}, {sent, 12}, {deferred, 13}, {bounced, 3}});
  // 15 times a recipient was accepted, once without a message.
  CHECK(counts_of("postfix-upstream.log") == Counts{{accepted, 14}, {refused, 45}, {sent, 15}});
  CHECK(counts_of("exim-mainlog.log") ==
        Counts{{accepted, 3}, {sent, 1}, {deferred, 50}, {bounced, 2}, {held, 1}});
  CHECK(counts_of("opensmtpd.log", Mta::opensmtpd) ==
        Counts{{accepted, 3}, {sent, 1}, {deferred, 1}, {bounced, 1}});
}

namespace {

/// A message that a rule of the recipient's touches, its queue id given with the recipient.
Lines ruled(std::string_view action, std::string_view commands) {
  return {postfix("smtpd", "connect from a[192.0.2.7]"),
          postfix("smtpd", "NOQUEUE: " + std::string(action) +
                               ": RCPT from a[192.0.2.7]: <c@d.test>: Recipient address triggers; "
                               "from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x>"),
          postfix("smtpd", "3F2A1B4C5D: client=a[192.0.2.7]"),
          postfix("smtpd", "disconnect from a[192.0.2.7] " + std::string(commands))};
}

constexpr std::string_view kWhole = "ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5";

}  // namespace

TEST_CASE("what a rule discards at a recipient is accepted when the connection ends, if the content came") {
  LogJoin join;
  const auto told = events_of(join, ruled("discard", kWhole));
  REQUIRE(told.size() == 2);
  CHECK(told.back() ==
        "accepted 3F2A1B4C5D client a[192.0.2.7] peer=192.0.2.7 login= from=a@b.test to=c@d.test id= dsn= "
        "class=0 as=");
  CHECK(join.messages() == 0);
  for (const auto* commands :
       {"ehlo=1 mail=1 rcpt=1 quit=1 commands=4", "mail=1 rcpt=1 data=0/1 commands=2"}) {
    CAPTURE(std::string(commands));
    CHECK(events_of(ruled("discard", commands)).size() == 1);
  }
  for (const auto* commands : {"mail=1 rcpt=1 data=1/2 commands=3", "bdat=2 commands=2", ""}) {
    CAPTURE(std::string(commands));
    CHECK(events_of(ruled("discard", commands)).size() == 2);
  }
}

TEST_CASE("what a rule holds at a recipient is accepted once, whenever it is released") {
  auto lines = ruled("hold", kWhole);
  lines.push_back(postfix("qmgr", "3F2A1B4C5D: from=<a@b.test>, size=1, nrcpt=1 (queue active)"));
  const auto told = events_of(lines);
  REQUIRE(told.size() == 2);
  CHECK(told.front().starts_with("held "));
  CHECK(told.back().starts_with("accepted 3F2A1B4C5D client a[192.0.2.7]"));
}
