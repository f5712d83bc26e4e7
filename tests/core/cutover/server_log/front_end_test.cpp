#include "core/cutover/server_log/server_log_reading.hpp"
#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::Kind;
using cutover::ServerRole;
using mail::ClientOrigin;
using mail::ForwardReason;
using mail::ForwardStatus;
using mail::RefusalClass;

namespace {

const std::string kSender = "mx.sender.test[203.0.113.9]";
const std::string kForwarder = "in.proxy.example[198.51.100.7]";
const std::string kOwnMessage = kOwnId + "@agent.example.net";

std::string attempted_by(std::string_view daemon, std::string_view relay, std::string_view rest) {
  return postfix(
      daemon, fmt::format("ABCDEF1: to=<p@example.org>, relay={}, delay=1, delays=0/0/0/1, {}", relay, rest));
}

/// What the proxy's log tells of a message that it was given by anybody.
mail::LogFacts by_proxy(const LogLines& then, MailState mail = {}, std::string_view message_id = "x@y") {
  return ReadLog{.role = ServerRole::new_server, .mail = std::move(mail)}.of(
      joined({received("ABCDEF1", kSender, message_id), then}));
}

}  // namespace

TEST_CASE("the agent's own mail is seen where a recipient is named, on either server and by either path") {
  for (const auto role : {ServerRole::old_server, ServerRole::new_server}) {
    for (const std::string path : {"old", "new"}) {
      const ReadLog log{.role = role, .mail = with_own(path)};
      const auto begun = received("ABCDEF1", kForwarder, kOwnMessage);
      CHECK(log.of(joined({begun, {delivered("ABCDEF1")}})).own_seen.count == 1);
      CHECK(log.of(begun).own_seen.count == 0);
      CHECK(log.of(joined({received("ABCDEF1", kForwarder), {delivered("ABCDEF1")}})).own_seen.count == 0);
    }
  }
}

TEST_CASE("behind a filter before the queue, or a front end of the server itself, it is who came to that") {
  const auto seen = [](const LogLines& lines) {
    return ReadLog{}.of(joined({lines, {delivered("ABCDEF1")}}));
  };
  const std::string local = "localhost[127.0.0.1]";
  for (const std::string& given :
       {", orig_client=" + kSender, ", orig_queue_id=NOQUEUE, orig_client=" + kSender,
        ", orig_queue_id=FEDCBA1, orig_client=" + kSender}) {
    CAPTURE(given);
    const auto facts = seen(received("ABCDEF1", local + given));
    CHECK(facts.accepted.begin()->first == ClientOrigin::other);
    REQUIRE(facts.strangers.count == 1);
    CHECK(facts.last_strangers.front().address == "203.0.113.9");
  }
  const LogLines begun{postfix("smtpd", "connect from " + local)};
  const auto front = seen(joined({begun, received("ABCDEF1", kSender)}));
  REQUIRE(front.strangers.count == 1);
  CHECK(front.last_strangers.front().name == "mx.sender.test");
  const auto forwarder = seen(received("ABCDEF1", local + ", orig_client=" + kForwarder));
  CHECK(forwarder.accepted.begin()->first == ClientOrigin::forwarder);
  // Only the server itself is believed.
  const auto liar = seen(received("ABCDEF1", kSender + ", orig_client=" + kForwarder));
  CHECK(liar.strangers.count == 1);
}

TEST_CASE("what a filter behind the queue hands in again has been told of, and shows no other source") {
  const std::string again = "localhost[127.0.0.1], orig_queue_id=ABCDEF1, orig_client=";
  const auto twice = [&](const std::string& client, const std::string& message_id) {
    return ReadLog{.mail = with_own("new")}.of(
        joined({received("ABCDEF1", client, message_id),
                {delivered("ABCDEF1")},
                received("ABCDEF2", again + client, message_id),
                {delivered("ABCDEF2"), removed("ABCDEF1"), removed("ABCDEF2")}}));
  };
  CHECK(twice(kSender, "x@y").strangers.count == 1);
  const auto own = twice(kForwarder, kOwnMessage);
  CHECK(own.own_by_forwarder.count == 1);
  CHECK(own.own_otherwise.count == 0);
}

TEST_CASE("a proxy that delivers the domain's mail itself hands nothing on") {
  const auto kept = by_proxy({delivered("ABCDEF1")});
  CHECK(kept.kept_here.count == 1);
  CHECK(kept.forwarded.empty());
  const auto relayed = by_proxy({attempted_by("relay/smtp", "mail.example.org[192.0.2.10]:25",
                                              "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as X)")});
  CHECK(relayed.kept_here.count == 0);
  CHECK(relayed.forwarded.at(ForwardStatus::sent).count == 1);
  // To a program: it may come back from there.
  const auto piped = by_proxy({attempted_by("pipe", "spamfilter", "dsn=2.0.0, status=sent (delivered)")});
  CHECK(piped.forwarded.at(ForwardStatus::sent).count == 1);
  CHECK(ReadLog{}.of(joined({received("ABCDEF1", kForwarder), {delivered("ABCDEF1")}})).kept_here.count == 0);
}

TEST_CASE("held mail is released when it is taken up again, given up or removed") {
  const LogLines held{postfix("smtpd", "ABCDEF1: client=" + kSender),
                      postfix("cleanup", "ABCDEF1: message-id=<x@y>"),
                      postfix("cleanup",
                              "ABCDEF1: hold: header Subject: x from mx.sender.test[203.0.113.9]; "
                              "from=<a@b> to=<p@example.org> proto=ESMTP helo=<x>: words")};
  const auto still = [&](const LogLines& then) {
    return mail::still_held(ReadLog{.role = ServerRole::new_server}.of(joined({held, then})));
  };
  CHECK(still({}) == 1);
  CHECK(still({removed("ABCDEF2")}) == 1);
  CHECK(still({postfix("qmgr", "ABCDEF1: from=<a@b>, size=1, nrcpt=1 (queue active)")}) == 0);
  CHECK(still({postfix("postsuper", "ABCDEF1: removed")}) == 0);
  CHECK(still({delivered("ABCDEF1"), removed("ABCDEF1")}) == 0);
}

TEST_CASE("by minutes it is counted what was refused to others, and what was handed on for them") {
  const auto refused = attempted_by("relay/smtp", "mail.example.org[192.0.2.10]:25",
                                    "dsn=5.7.23, status=bounced (host mail.example.org[192.0.2.10] said: 550 "
                                    "5.7.23 SPF check failed (in reply to RCPT TO command))");
  const auto sent = attempted_by("relay/smtp", "mail.example.org[192.0.2.10]:25",
                                 "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as X)");
  const auto facts = by_proxy({refused, sent});
  CHECK(facts.minutes == mail::MinuteCounts{{kLogTime, {.refused = 1, .passed_on = 1}}});
  CHECK(by_proxy({refused, sent}, with_own("new"), kOwnMessage).minutes.empty());
  const auto down = attempted_by("relay/smtp", "none",
                                 "dsn=4.4.1, status=deferred (connect to mail.example.org[192.0.2.10]:25: "
                                 "Connection refused)");
  CHECK(by_proxy({down}).minutes.empty());
}

TEST_CASE("a delivery into a mailbox that fails is no forwarding, whichever server it is") {
  ReadLog log{.plan = log_plan(Kind::server), .mta = mail::Mta::exim};
  const std::string begun =
      "2026-12-01 20:00:00 1xUnsc-0008Bp-14 <= a@b H=(x) [203.0.113.9]:33094 P=esmtp S=378 id=x@y";
  const std::string id = "2026-12-01 20:00:00 1xUnsc-0008Bp-14 ";
  CHECK(log.of({begun, id + "== p@example.org R=r1 T=local_delivery defer (-22): mailbox is full"})
            .failures.empty());
  CHECK(log.of({begun, id + "== p@example.org R=r1 T=remote_smtp defer (111): Connection refused"})
            .failures.size() == 1);
  log.mta = mail::Mta::opensmtpd;
  const auto by = [&](const std::string& part) {
    return log
        .of({"71983e99f341e65e " + part +
             " delivery evpid=7e715afd265ea10b from=<a@b> to=<p@example.org> rcpt=<-> user=p delay=1s "
             "result=TempFail stat=Error"})
        .failures.size();
  };
  CHECK(by("mda") == 0);
  CHECK(by("mta") == 1);
}

TEST_CASE("a filter of the proxy's own that is down is not the old server") {
  const auto facts = by_proxy({attempted_by(
      "smtp", "none",
      "dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:10024: Connection refused)")});
  CHECK(facts.failures.at({RefusalClass::for_now, ForwardReason::other}).count == 1);
}

TEST_CASE("a message whose client was not told is nobody's") {
  const LogLines late{postfix("cleanup", "ABCDEF1: message-id=<x@y>"),
                      postfix("qmgr", "ABCDEF1: from=<a@b>, size=1, nrcpt=1 (queue active)"),
                      delivered("ABCDEF1")};
  CHECK(ReadLog{}.of(late).accepted.empty());
}

TEST_CASE("OpenSMTPD: what the forwarder hands in between the agent's addresses is the agent's") {
  const auto lines = [](const std::string& address) {
    return LogLines{"71983e99f341e65e smtp connected address=" + address + " host=<unknown>",
                    "71983e99f341e65e smtp message msgid=7e715afd size=336 nrcpt=1 proto=ESMTP",
                    "71983e99f341e65e smtp envelope evpid=7e715afd265ea10b "
                    "from=<probe@agent.example.net> to=<probe@example.org>"};
  };
  auto entry = own_entry("new");
  entry.accepted = kLogTime;
  entry.queue_id = "ABCDEF1";
  MailState mail;
  mail.in_flight.emplace(entry.id, entry);
  const ReadLog log{.mail = mail, .mta = mail::Mta::opensmtpd};
  CHECK(log.of(lines("198.51.100.7")).own_by_forwarder.count == 1);
  CHECK(log.of(lines("198.51.100.7")).own_seen.count == 1);
  CHECK(log.of(lines("203.0.113.9")).own_seen.count == 0);
  CHECK(log.of(lines("203.0.113.9")).strangers.count == 1);
}

TEST_CASE("OpenSMTPD: only while a message is handed over its sender and recipient are the agent's mark") {
  const LogLines lines{"71983e99f341e65e smtp connected address=203.0.113.9 host=<unknown>",
                       "71983e99f341e65e smtp message msgid=7e715afd size=336 nrcpt=1 proto=ESMTP",
                       "71983e99f341e65e smtp envelope evpid=7e715afd265ea10b "
                       "from=<probe@agent.example.net> to=<probe@example.org>"};
  auto entry = own_entry("old");
  const auto strangers = [&](std::optional<mail::SmtpDisposition> disposition) {
    entry.disposition = disposition;
    MailState mail;
    mail.in_flight.emplace(entry.id, entry);
    return ReadLog{.mail = mail, .mta = mail::Mta::opensmtpd}.of(lines).strangers.count;
  };
  CHECK(strangers(mail::SmtpDisposition::unknown) == 0);
  CHECK(strangers(std::nullopt) == 1);
  CHECK(strangers(mail::SmtpDisposition::deferred) == 1);
  CHECK(strangers(mail::SmtpDisposition::not_sent) == 1);
}
