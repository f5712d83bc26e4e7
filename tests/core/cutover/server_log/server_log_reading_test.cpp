#include "core/cutover/server_log/server_log_reading.hpp"

#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::Kind;
using cutover::ServerRole;
using mail::ClientOrigin;
using mail::ForwardReason;
using mail::ForwardStatus;
using mail::RefusalClass;
using mail::StrayKind;

namespace {

const std::string kStranger = "mx.sender.test[203.0.113.9]";
const std::string kProxy = "in.proxy.example[198.51.100.7]";

std::string deferred(const std::string& id, std::string_view dsn, std::string_view words,
                     std::string_view relay = "mail.example.org[192.0.2.10]:25",
                     std::string_view status = "deferred") {
  return postfix("relay/smtp",
                 fmt::format("{}: to=<p@example.org>, relay={}, delay=1, delays=0/0/1/0, dsn={}, "
                             "status={} ({})",
                             id, relay, dsn, status, words));
}

std::string refused(std::string_view client, std::string_view words, std::string_view helo = "mx.sender.test",
                    std::string_view from = "alice@sender.test") {
  return postfix("smtpd",
                 fmt::format("NOQUEUE: reject: RCPT from {}: {}; from=<{}> to=<p@example.org> proto=ESMTP "
                             "helo=<{}>",
                             client, words, from, helo));
}

}  // namespace

TEST_CASE("a stranger's message for the domain is one arrival, with who connected as evidence") {
  const auto facts =
      ReadLog{}.of(joined({received("ABCDEF1", kStranger), {delivered("ABCDEF1"), removed("ABCDEF1")}}));
  CHECK(facts.lines == 5);
  CHECK(facts.accepted.at(ClientOrigin::other).count == 1);
  CHECK(facts.strangers == mail::Tally{.count = 1, .last = kLogTime});
  CHECK(facts.strays.at(StrayKind::expected).count == 1);
  REQUIRE(facts.last_strangers.size() == 1);
  CHECK(facts.last_strangers.front() == mail::StrangerMail{.at = kLogTime,
                                                           .address = "203.0.113.9",
                                                           .name = "mx.sender.test",
                                                           .queue_id = "ABCDEF1",
                                                           .kind = StrayKind::expected});
}

TEST_CASE("mail for other domains of the server is counted as accepted, and is no arrival") {
  const auto facts = ReadLog{}.of(
      joined({received("ABCDEF1", kStranger), {delivered("ABCDEF1", "p@example.com"), removed("ABCDEF1")}}));
  CHECK(facts.accepted.at(ClientOrigin::other).count == 1);
  CHECK(facts.strangers.count == 0);
  CHECK(facts.forwarded.empty());
}

TEST_CASE("a recipient of the domain is known by whom the mail was for before it was rewritten") {
  auto line = delivered("ABCDEF1", "p@backend.example.net");
  line.replace(line.find(", relay"), 0, ", orig_to=<P@Example.ORG>");
  CHECK(ReadLog{}.of(joined({received("ABCDEF1", kStranger), {line}})).strangers.count == 1);
}

TEST_CASE("who hands mail in is told by log-in, address and ledger") {
  struct Case {
    const char* what;
    std::string client;
    std::string message_id;
    ClientOrigin origin;
  };
  const std::string own = kOwnId + "@agent.example.net";
  for (const auto& [what, client, message_id, origin] : std::vector<Case>{
           {"a stranger", kStranger, "x@y", ClientOrigin::other},
           {"nobody knows whom", "unknown[unknown]", "x@y", ClientOrigin::other},
           {"the proxy", kProxy, "x@y", ClientOrigin::forwarder},
           {"beside the proxy", "x[198.51.100.16]", "x@y", ClientOrigin::other},
           {"a partner", "x[203.0.113.200]", "x@y", ClientOrigin::allowed},
           {"a filter on the host", "localhost[127.0.0.1]", "x@y", ClientOrigin::local},
           {"the same by IPv6", "localhost[::1]", "x@y", ClientOrigin::local},
           {"the server itself", "mail.example.org[192.0.2.10]", "x@y", ClientOrigin::local},
           {"a user", kStranger + ", sasl_method=PLAIN, sasl_username=bob", "x@y",
            ClientOrigin::authenticated},
           {"the agent", kStranger, own, ClientOrigin::agent},
           {"the agent in another's words", kStranger, kOwnId + "@sender.test", ClientOrigin::other},
           {"an id that nobody gave", kStranger, "f" + own.substr(1), ClientOrigin::other},
           {"more than an id", kStranger, "x" + own, ClientOrigin::other},
           {"the proxy's name, not its address", "in.proxy.example[203.0.113.9]", "x@y", ClientOrigin::other},
           {"behind a filter before the queue", "localhost[127.0.0.1], orig_client=x[203.0.113.9]", "x@y",
            ClientOrigin::other}}) {
    CAPTURE(what);
    const auto facts = ReadLog{.mail = with_own("old")}.of(
        joined({received("ABCDEF1", client, message_id, "probe@agent.example.net"), {delivered("ABCDEF1")}}));
    REQUIRE(facts.accepted.size() == 1);
    CHECK(facts.accepted.begin()->first == origin);
    CHECK(facts.strangers.count == (origin == ClientOrigin::other ? 1 : 0));
  }
}

TEST_CASE("on loopback, as in a rehearsal, only the unbound socket and the server's address are the server") {
  auto plan = log_plan();
  plan.servers.front().addresses.front().endpoint.address = ip("127.0.25.20");
  for (const auto& [client, origin] :
       std::map<std::string, ClientOrigin>{{"127.0.25.99", ClientOrigin::other},
                                           {"127.0.0.1", ClientOrigin::local},
                                           {"127.0.25.20", ClientOrigin::local}}) {
    CAPTURE(client);
    const auto facts = ReadLog{.plan = plan}.of(received("ABCDEF1", "unknown[" + client + "]"));
    CHECK(facts.accepted.begin()->first == origin);
  }
}

TEST_CASE("with XCLIENT it is who connected that counts") {
  const LogLines begun{postfix("smtpd", "connect from in.proxy.example[198.51.100.7]")};
  const auto facts = ReadLog{}.of(joined({begun, received("ABCDEF1", kStranger), {delivered("ABCDEF1")}}));
  CHECK(facts.accepted.begin()->first == ClientOrigin::forwarder);
  CHECK(facts.strangers.count == 0);
  const LogLines forged{postfix("smtpd", "connect from evil.example[203.0.113.66]")};
  const auto other = ReadLog{}.of(joined({forged, received("ABCDEF1", kProxy), {delivered("ABCDEF1")}}));
  CHECK(other.strangers.count == 1);
  CHECK(other.last_strangers.front().address == "203.0.113.66");
}

TEST_CASE("local mail and notices are no arrivals, nor is what was handed in before the log was followed") {
  const LogLines picked{postfix("pickup", "ABCDEF1: uid=0 from=<root>"),
                        postfix("cleanup", "ABCDEF1: message-id=<x@y>"),
                        postfix("qmgr", "ABCDEF1: from=<root@example.org>, size=1, nrcpt=1 (queue active)"),
                        delivered("ABCDEF1")};
  const auto local = ReadLog{}.of(picked);
  CHECK(local.accepted.at(ClientOrigin::local).count == 1);
  CHECK(local.strangers.count == 0);
  const LogLines late{postfix("qmgr", "ABCDEF1: from=<a@b>, size=1, nrcpt=1 (queue active)"),
                      delivered("ABCDEF1")};
  const auto unseen = ReadLog{}.of(late);
  CHECK(unseen.accepted.empty());
  CHECK(unseen.strangers.count == 0);
  CHECK(unseen.forwarded.at(ForwardStatus::sent).count == 1);
}

TEST_CASE("what was only tried is no mail: RCPT and then RSET") {
  CHECK(ReadLog{}.of({postfix("smtpd", "ABCDEF1: client=" + kStranger)}).accepted.empty());
}

TEST_CASE("a message that is put off, or held by its content, has been accepted all the same") {
  const auto put_off = ReadLog{}.of(
      joined({received("ABCDEF1", kStranger), {deferred("ABCDEF1", "4.2.2", "mailbox full", "virtual")}}));
  CHECK(put_off.strangers.count == 1);
  const LogLines held{postfix("smtpd", "ABCDEF1: client=" + kStranger),
                      postfix("cleanup", "ABCDEF1: message-id=<x@y>"),
                      postfix("cleanup",
                              "ABCDEF1: hold: header Subject: x from mx.sender.test[203.0.113.9]; "
                              "from=<a@b> to=<p@example.org> proto=ESMTP helo=<x>: words")};
  const auto facts = ReadLog{}.of(held);
  CHECK(facts.strangers.count == 1);
  CHECK(facts.held.count == 1);
}

TEST_CASE("refusals are counted by who was refused and for how long, and are no arrivals") {
  const auto facts = ReadLog{.mail = with_own("old")}.of(
      {refused(kStranger, "554 5.7.1 <x>: Client host rejected: only the proxy"),
       refused(kStranger, "450 4.7.1 <x>: Client host rejected: later"),
       refused(kProxy, "554 5.7.1 <in.proxy.example[198.51.100.7]>: Client host rejected: Access denied"),
       refused(kStranger, "554 5.7.1 <x>: Client host rejected: only the proxy", "Agent.example.net",
               "probe@agent.example.net"),
       refused(kStranger, "554 5.7.1 <x>: Client host rejected: only the proxy", "agent.example.net",
               "a@b")});
  CHECK(facts.refused.at({ClientOrigin::other, RefusalClass::for_good}).count == 2);
  CHECK(facts.refused.at({ClientOrigin::other, RefusalClass::for_now}).count == 1);
  CHECK(facts.refused.at({ClientOrigin::forwarder, RefusalClass::for_good}).count == 1);
  CHECK(facts.refused.at({ClientOrigin::agent, RefusalClass::for_good}).count == 1);
  CHECK(facts.forwarder_refused ==
        std::map<std::pair<RefusalClass, ForwardReason>, mail::Tally>{
            {{RefusalClass::for_good, ForwardReason::forwarder_rejected}, {.count = 1, .last = kLogTime}}});
  CHECK(facts.strangers.count == 0);
}

TEST_CASE("the proxy's log tells what it could not hand on, and why") {
  ReadLog log{.role = ServerRole::new_server};
  const auto facts = log.of(joined(
      {received("ABCDEF1", kStranger),
       {deferred("ABCDEF1", "4.4.1", "connect to 192.0.2.10[192.0.2.10]:25: Connection refused", "none"),
        deferred(
            "ABCDEF1", "5.7.1",
            "host mail.example.org[192.0.2.10] said: 554 5.7.1 <in.proxy.example[198.51.100.7]>: Client host "
            "rejected: proxy not in allow list (in reply to RCPT TO command)",
            "mail.example.org[192.0.2.10]:25", "bounced")}}));
  CHECK(facts.failures.at({RefusalClass::for_now, ForwardReason::next_hop_down}).count == 1);
  CHECK(facts.failures.at({RefusalClass::for_good, ForwardReason::forwarder_rejected}).count == 1);
  CHECK(facts.forwarded.at(ForwardStatus::deferred).count == 1);
  CHECK(facts.forwarded.at(ForwardStatus::bounced).count == 1);
  REQUIRE(facts.last_failures.size() == 2);
  CHECK(facts.last_failures.back().relay == "mail.example.org[192.0.2.10]");
  CHECK(facts.last_failures.back().dsn == "5.7.1");
  CHECK(facts.strangers.count == 0);  // all the world sends to the proxy
}

TEST_CASE("a message that is put into a filter's queue on the host is not passed on yet") {
  const auto filtered = postfix("smtp",
                                "ABCDEF1: to=<p@example.org>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, "
                                "delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ABCDEF2)");
  const auto facts = ReadLog{}.of(joined({received("ABCDEF1", kStranger),
                                          {filtered},
                                          received("ABCDEF2", "localhost[127.0.0.1]"),
                                          {delivered("ABCDEF2"), removed("ABCDEF1"), removed("ABCDEF2")}}));
  CHECK(facts.strangers.count == 1);
  CHECK(facts.forwarded.at(ForwardStatus::sent).count == 1);
}

TEST_CASE("the agent's own message by the new path is seen to come from the proxy, or from elsewhere") {
  const std::string own = kOwnId + "@agent.example.net";
  const ReadLog log{.mail = with_own("new")};
  const auto good = log.of(joined({received("ABCDEF1", kProxy, own), {delivered("ABCDEF1")}}));
  CHECK(good.own_by_forwarder.count == 1);
  CHECK(good.own_otherwise.count == 0);
  const auto bad = log.of(joined({received("ABCDEF1", "x[198.51.100.99]", own), {delivered("ABCDEF1")}}));
  CHECK(bad.own_otherwise.count == 1);
  CHECK(bad.own_came_from == "198.51.100.99");
  CHECK(bad.strangers.count == 0);
}

TEST_CASE(
    "in the other kinds mail that the old host keeps after the switch is stranded, passed-on mail is not") {
  const auto passed = postfix("smtp",
                              "ABCDEF1: to=<p@example.org>, relay=new[198.51.100.7]:25, delay=1, "
                              "delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ABCDEF2)");
  ReadLog log{.plan = log_plan(Kind::server)};
  const auto stranded = [&](const LogLines& behind) {
    const auto facts = log.of(joined({received("ABCDEF1", kStranger), behind}));
    return mail::tally_of(facts.strays, StrayKind::stranded).count;
  };
  CHECK(stranded({delivered("ABCDEF1"), removed("ABCDEF1")}) == 1);
  CHECK(stranded({delivered("ABCDEF1"), delivered("ABCDEF1", "q@example.org"), removed("ABCDEF1")}) == 1);
  CHECK(stranded({passed, removed("ABCDEF1")}) == 0);
  const auto by_lmtp =
      postfix("lmtp",
              "ABCDEF1: to=<p@example.org>, relay=imap[192.0.2.77]:24, delay=1, delays=0/0/0/1, "
              "dsn=2.0.0, status=sent (250 2.0.0 <p@example.org> Saved)");
  CHECK(stranded({by_lmtp, removed("ABCDEF1")}) == 1);
  CHECK(stranded({delivered("ABCDEF1"), passed, removed("ABCDEF1")}) == 0);
  CHECK(stranded({passed, delivered("ABCDEF1"), removed("ABCDEF1")}) == 0);
  CHECK(stranded({delivered("ABCDEF1", "p@example.com"), removed("ABCDEF1")}) == 0);
  log.times.switched_since.reset();
  CHECK(stranded({delivered("ABCDEF1"), removed("ABCDEF1")}) == 0);
}

TEST_CASE("Exim's and OpenSMTPD's logs tell the same") {
  const LogLines exim{
      "2026-12-01 20:00:00 1xUnsc-0008Bp-14 <= alice@sender.test H=(x) [203.0.113.9]:33094 P=esmtp S=378 "
      "id=x@y",
      "2026-12-01 20:00:00 1xUnsc-0008Bp-14 => probe <probe@example.org> R=r1 T=t1",
      "2026-12-01 20:00:00 1xUnsc-0008Bp-14 Completed",
      "2026-12-01 20:00:00 1xUnsc-0008Bq-14 <= probe@agent.example.net H=(x) [203.0.113.9]:33094 P=esmtp "
      "S=378 id=" +
          kOwnId + "@agent.example.net",
      "2026-12-01 20:00:00 1xUnsc-0008Bq-14 => probe <probe@example.org> R=r1 T=t1"};
  const auto by_exim = ReadLog{.mail = with_own("old"), .mta = mail::Mta::exim}.of(exim);
  CHECK(by_exim.strangers.count == 1);
  CHECK(by_exim.accepted.at(ClientOrigin::agent).count == 1);
  CHECK(by_exim.forwarded.at(ForwardStatus::sent).count == 2);

  const LogLines opensmtpd{"71983e99f341e65e smtp connected address=203.0.113.9 host=<unknown>",
                           "71983e99f341e65e smtp message msgid=7e715afd size=336 nrcpt=1 proto=ESMTP",
                           "71983e99f341e65e smtp envelope evpid=7e715afd265ea10b "
                           "from=<probe@agent.example.net> to=<probe@example.org>",
                           "71983e99f341e65e smtp envelope evpid=7e715afd265ea10c "
                           "from=<probe@agent.example.net> to=<p@example.org>"};
  const auto by_queue_id = [&](const std::string& queue_id, const std::string& sender) {
    auto entry = own_entry("old");
    entry.from = sender;
    entry.queue_id = queue_id;
    entry.accepted = kLogTime;
    MailState mail;
    mail.in_flight.emplace(entry.id, entry);
    return ReadLog{.mail = mail, .mta = mail::Mta::opensmtpd}.of(opensmtpd);
  };
  CHECK(by_queue_id("7e715afd", "probe@agent.example.net").strangers.count == 0);
  CHECK(by_queue_id("7e715afd", "probe@agent.example.net").accepted.at(ClientOrigin::agent).count == 1);
  CHECK(by_queue_id("0123abcd", "probe@agent.example.net").strangers.count == 1);
  // Before the agent was told that it was taken.
  const auto under_way = ReadLog{.mail = with_own("old"), .mta = mail::Mta::opensmtpd}.of(opensmtpd);
  CHECK(under_way.strangers.count == 0);
}

TEST_CASE("lines that are none are counted, those of other programs too, and a log of the future is of now") {
  const auto facts = ReadLog{}.of({"", "\x01\xff garbage", "Dec  1 20:00:00 mx sshd[1]: hello"});
  CHECK(facts.lines == 3);
  CHECK(facts.unparsed == 2);
  CHECK_FALSE(facts.last_line.has_value());
  const auto later = ReadLog{}.of({"2027-06-01T00:00:00+00:00 mx postfix/qmgr[1]: ABCDEF1: removed"});
  CHECK(later.last_line == kLogNow);
}

TEST_CASE("what a stranger writes is shown escaped and cut") {
  const auto facts =
      ReadLog{}.of(joined({received("ABCDEF1", "\x1b[31m<b>" + std::string(5000, 'x') + "[203.0.113.9]"),
                           {delivered("ABCDEF1")}}));
  REQUIRE(facts.last_strangers.size() == 1);
  CHECK(facts.last_strangers.front().name.size() <= 131);
  CHECK_FALSE(facts.last_strangers.front().name.contains('\x1b'));
}

TEST_CASE("lines that were counted before are learnt from until a later one comes") {
  const ReadLog log;
  cutover::ServerLogReading reading(mail::Mta::postfix);
  reading.pass_over(kLogTime);
  const auto counted = joined({received("ABCDEF1", "x[203.0.113.9]"), {delivered("ABCDEF1")}});
  const auto waiting = received("ABCDEF2", "y[203.0.113.8]");
  const LogLines later{"Dec  1 20:00:01 mx postfix/anvil[1]: statistics: max", "no line of a log",
                       delivered("ABCDEF1", "q@example.org"), delivered("ABCDEF2")};
  const auto again = reading.take(text_of_lines(joined({counted, waiting, {"no line of a log"}})),
                                  log.context(), Seconds{0});
  CHECK(again == mail::LogFacts());
  const auto facts = reading.take(text_of_lines(later), log.context(), Seconds{0});
  CHECK(facts.lines == 4);
  CHECK(facts.unparsed == 1);
  CHECK(facts.strangers.count == 1);
  CHECK(facts.last_strangers.front().queue_id == "ABCDEF2");
}

TEST_CASE("mail that had to be forgotten before it was known whom it was for is a gap") {
  const ReadLog log;
  cutover::ServerLogReading reading(mail::Mta::postfix, {.messages = 2, .bytes = 1'000'000, .sessions = 10});
  const auto first = joined({received("ABCDEF1", "x[203.0.113.9]"), received("ABCDEF2", "x[203.0.113.9]")});
  CHECK(reading.take(text_of_lines(first), log.context(), Seconds{0}).gaps.count == 0);
  const auto facts =
      reading.take(text_of_lines(received("ABCDEF3", "x[203.0.113.9]")), log.context(), Seconds{0});
  CHECK(facts.forgotten == 1);
  CHECK(facts.gaps.count == 1);
}
