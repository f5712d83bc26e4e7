#include "core/mail/log/exim_line.hpp"

#include "core/text/date.hpp"
#include "tests/core/mail/log/log_lines.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using cutwatch::mail::exim_id_length;
using cutwatch::mail::LogEvent;
using cutwatch::mail::LogHost;
using cutwatch::mail::Mta;
using cutwatch::mail::test::log_line;

namespace {

std::string exim(std::string_view words) { return "2026-12-01 20:00:00 " + std::string(words); }

}  // namespace

TEST_CASE("both forms of a message id are known") {
  CHECK(exim_id_length("1xUnsc-0008Bp-14 <=") == 16);
  CHECK(exim_id_length("1qDHgX-00000000Abc-1z2Y Completed") == 23);
  CHECK(exim_id_length("1xUnsc-0008Bp-14") == 16);
  for (const std::string_view text :
       {"", "1xUnsc", "1xUnsc-0008Bp-1 x", "1xUnsc-0008Bp-145 x", "no-such-words"})
    CHECK(exim_id_length(text) == 0);
}

TEST_CASE("an arrival tells the client, the envelope and how it came") {
  const auto text = exim(
      "1xUnsc-0008Bp-14 <= alice@sender.test H=mx.sender.test (proxy.test) [2001:db8::2]:33094 "
      "I=[127.42.0.4]:25 P=esmtpsa X=TLS1.3:a:256 CV=no A=plain_login:alice S=378 "
      "id=tokex5@agent.test for probe@example.test two@example.test");
  const auto line = log_line(text);
  CHECK(line.mta == Mta::exim);
  CHECK(line.daemon == "exim");
  CHECK(line.event == LogEvent::accept);
  CHECK(cutwatch::rfc3339_seconds(line.time.value()) == "2026-12-01T20:00:00Z");
  CHECK(line.queue_id == "1xUnsc-0008Bp-14");
  CHECK(line.from == "alice@sender.test");
  CHECK(line.to == "probe@example.test");
  CHECK(line.client == LogHost{"mx.sender.test", "2001:db8::2", 33094});
  CHECK(line.helo == "proxy.test");
  CHECK(line.login == "alice");
  CHECK(line.protocol == "esmtpsa");
  CHECK(line.message_id == "tokex5@agent.test");
}

TEST_CASE("a host is read with and without a name, a greeting and a port") {
  const std::pair<std::string_view, LogHost> table[] = {
      {"H=[192.0.2.1]", {"", "192.0.2.1", 0}},
      {"H=[192.0.2.1]:25", {"", "192.0.2.1", 25}},
      {"H=(helo) [192.0.2.1]", {"", "192.0.2.1", 0}},
      {"H=([192.0.2.99]) [192.0.2.1]:25", {"", "192.0.2.1", 25}},
      {"H=a.test [192.0.2.1]", {"a.test", "192.0.2.1", 0}},
      {"H=a.test (b) [192.0.2.1]", {"a.test", "192.0.2.1", 0}},
      {"H=(x) [192.0.2.99] (y) [192.0.2.1]", {"", "192.0.2.1", 0}},
      {"H=(x) [192.0.2.99) [192.0.2.1]", {"", "192.0.2.1", 0}},
      {"H=(x) [127.0.0.1] y) [192.0.2.1]:33", {"", "192.0.2.1", 33}},
      {"H=a.test (x P=y) [127.0.0.1] z) [192.0.2.1]", {"a.test", "192.0.2.1", 0}},
  };
  for (const auto& [host, client] : table) {
    CAPTURE(host);
    const auto text = exim("1xUnsc-0008Bp-14 <= a@b.test " + std::string(host) +
                           " I=[192.0.2.7]:25 P=esmtp S=1 id=x (z) [192.0.2.98]");
    CHECK(log_line(text).client == client);
    CHECK(log_line(text).protocol == "esmtp");
  }
}

TEST_CASE("what a sender writes is no fact") {
  const auto text = exim(
      "1xUnsc-0008Bp-14 <= \"a H=[192.0.2.99] b\"@b.test H=(x) [192.0.2.1] P=esmtps "
      "SNI=\"a A=plain:evil \\\" b\" S=1 id=x A=plain:evil U=root T=\"H=[192.0.2.98]\" for p@e.test");
  const auto line = log_line(text);
  CHECK(line.from == "\"a H=[192.0.2.99] b\"@b.test");
  CHECK(line.client.address == "192.0.2.1");
  CHECK(line.login.empty());
  CHECK(line.local_user.empty());
  const auto refused = exim(
      "H=(x) [192.0.2.1] F=<\"a rejected RCPT <q@q>: \"@b.test> temporarily rejected RCPT "
      "<p@e.test>: greylisted");
  CHECK(log_line(refused).to == "p@e.test");
  CHECK(log_line(refused).reply == "greylisted");
  CHECK(log_line(refused).reply_class == 4);
}

TEST_CASE("a log-in is one where the protocol tells of it, and nothing else looks like one") {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"H=(x) [192.0.2.1] P=esmtpsa X=T:256 CV=no SNI=\"mx\" A=plain:alice S=1 id=x", "alice"},
      {"H=(x) [192.0.2.1] P=esmtpa A=plain:alice S=1 id=x", "alice"},
      {"H=(x) [192.0.2.1] P=esmtps X=T:256 CV=no SNI=\"x\" A=p:bob \"\" S=1 id=x", ""},
      {"H=(x) [192.0.2.1] P=esmtps X=T:256 CV=no SNI=\"x\" P=esmtpsa A=p:bob \"\" S=1 id=x", ""},
      {"H=(x) [192.0.2.1] U=x A=p:bob P=esmtp S=1 id=x", ""},
      {"H=(x) [192.0.2.1] U=x P=esmtpa A=p:bob P=esmtp S=1 id=x", ""},
  };
  for (const auto& [facts, login] : table) {
    CAPTURE(facts);
    const auto text = exim("1xUnsc-0008Bp-14 <= a@b.test " + std::string(facts));
    CHECK(log_line(text).login == login);
    CHECK(log_line(text).client.address == "192.0.2.1");
  }
}

TEST_CASE("an alias's ways do not hide whom a message was for") {
  const auto reason = exim("1xUnsc-0008Bp-14 ** p@example.org: (x) <q@evil.test> no such user");
  CHECK(log_line(reason).to == "p@example.org");
  CHECK(log_line(reason).reply == "(x) <q@evil.test> no such user");
  for (const std::string_view words :
       {"=> bob (staff@lists.example.org) <p@example.org> R=localuser T=local_delivery",
        "=> bob (\"x) <q@evil.test> \"@lists.example.org, c@d.test) <p@example.org> R=localuser "
        "T=local_delivery",
        "=> |/usr/bin/vacation (bob@example.org) <p@example.org> R=r T=address_pipe",
        "=> :blackhole: <p@example.org> R=system_aliases",
        "** bob (staff@lists.example.org) <p@example.org>: Unrouteable address"}) {
    CAPTURE(words);
    const auto text = exim("1xUnsc-0008Bp-14 " + std::string(words));
    CHECK(log_line(text).orig_to == "p@example.org");
    CHECK(log_line(text).to == "p@example.org");
    CHECK(log_line(text).is_thrown_away == words.contains(":blackhole:"));
  }
}

TEST_CASE("what an ACL discards is thrown away, not delivered") {
  const auto data = exim("1xUnsc-0008Bp-14 => blackhole (DATA ACL discarded recipients): spam");
  CHECK(log_line(data).event == LogEvent::sent);
  CHECK(log_line(data).is_thrown_away);
  CHECK_FALSE(log_line(data).to.has_value());
  const auto recipient = exim("H=(x) [192.0.2.1] F=<a@b.test> RCPT <p@e.test>: discarded by RCPT ACL: spam");
  CHECK(log_line(recipient).event == LogEvent::discarded);
  CHECK(log_line(recipient).to == "p@e.test");
  CHECK(log_line(recipient).client.address == "192.0.2.1");
  CHECK(log_line(recipient).reply == "discarded by RCPT ACL: spam");
}

TEST_CASE("mail of the host's own programs and notices have no client") {
  const auto notice =
      exim("1xUnsc-0008By-29 <= <> R=1xUnsc-0008Bu-1q U=Debian-exim P=local S=1936 for a@b.test");
  CHECK(log_line(notice).from == "");
  CHECK(log_line(notice).client == LogHost{});
  CHECK(log_line(notice).local_user == "Debian-exim");
  CHECK(log_line(notice).protocol == "local");
}

TEST_CASE("a delivery tells where to and what was answered") {
  const auto text = exim(
      "1xUnsc-0008Bp-14 => probe@example.test F=<a@b.test> R=r1 T=t1 H=mx.example.test [127.42.0.3]:25 "
      "I=[127.42.0.4] X=TLS1.3:a:256 CV=no K C=\"250 2.0.0 Ok: 394 bytes queued as 6D9FBA78719\" "
      "QT=1m2s DT=0s");
  const auto line = log_line(text);
  CHECK(line.event == LogEvent::sent);
  CHECK(line.to == "probe@example.test");
  CHECK(line.from == "a@b.test");
  CHECK(line.relay == LogHost{"mx.example.test", "127.42.0.3", 25});
  CHECK(line.reply == "250 2.0.0 Ok: 394 bytes queued as 6D9FBA78719");
  CHECK(line.dsn == "2.0.0");
  CHECK(line.delay == 62);
  const auto local = exim("1xUnsc-0008Bp-14 -> alice <alice@example.org> R=local_user T=maildir");
  CHECK(log_line(local).event == LogEvent::sent);
  CHECK(log_line(local).to == "alice@example.org");
  const auto forwarded = exim("1xUnsc-0008Bp-14 => bob@example.net <alice@example.org> R=dnslookup T=smtp");
  CHECK(log_line(forwarded).to == "bob@example.net");
}

TEST_CASE("a failure tells its reason and the code in it") {
  struct Row {
    std::string_view words;
    LogEvent event;
    std::string_view to, relay, reply, dsn;
  };
  for (const auto& [words, event, to, relay, reply, dsn] :
       {Row{"** a@b.test R=r1 T=t1 H=127.42.0.3 [127.42.0.3] I=[127.42.0.4] X=T:256 CV=no: SMTP error from "
            "remote mail "
            "server after RCPT TO:<a@b.test>: 550 5.1.1 <a@b.test>: User unknown DT=0s",
            LogEvent::bounced, "a@b.test", "127.42.0.3", "550 5.1.1 <a@b.test>: User unknown", "5.1.1"},
        Row{"== a@b.test R=r1 T=t1 defer (-44) H=127.42.0.3 [127.42.0.3] I=[127.42.0.4] DT=0s: SMTP error "
            "from remote "
            "mail server after RCPT TO:<a: 550 5.1.1 x@b.test>: 454 4.7.1 denied",
            LogEvent::deferred, "a@b.test", "127.42.0.3", "454 4.7.1 denied", "4.7.1"},
        Row{"== a@b.test routing defer (-52) DT=0s: retry time not reached", LogEvent::deferred, "a@b.test",
            "", "retry time not reached", ""},
        Row{"== a@b.test <c@d.test> R=r T=t defer (111) H=mx.b.test [2001:db8::1]: Connection refused",
            LogEvent::deferred, "a@b.test", "2001:db8::1", "Connection refused", ""},
        Row{"** a@b.test: Unrouteable address", LogEvent::bounced, "a@b.test", "", "Unrouteable address", ""},
        Row{"** \"x: y\"@b.test R=r T=t: retry timeout exceeded", LogEvent::bounced, "\"x: y\"@b.test", "",
            "retry timeout exceeded", ""}}) {
    CAPTURE(words);
    const auto text = exim("1xUnsc-0008Bp-14 " + std::string(words));
    const auto line = log_line(text);
    CHECK(line.event == event);
    CHECK(line.to == to);
    CHECK(line.relay.address == relay);
    CHECK(line.reply == reply);
    CHECK(line.dsn == dsn);
  }
}

TEST_CASE("connections, refusals and what becomes of a message are told") {
  const std::pair<std::string_view, LogEvent> table[] = {
      {"SMTP connection from [127.42.0.2]:33094 I=[127.42.0.4]:25 (TCP/IP connection count = 1)",
       LogEvent::connect},
      {"SMTP connection from (proxy.test) [127.42.0.2]:33094 I=[127.42.0.4]:25 closed by QUIT",
       LogEvent::disconnect},
      {"SMTP connection from (closed by x) [127.42.0.2]:33094 (TCP/IP connection count = 1)",
       LogEvent::connect},
      {"H=(agent.test) [127.42.0.2]:53306 I=[127.42.0.4]:25 F=<alice@sender.test> rejected RCPT <p@e.test>: "
       "no",
       LogEvent::reject},
      {"H=(agent.test) [127.42.0.2] rejected EHLO or HELO agent.test: no", LogEvent::reject},
      {"1xUnsc-0008Bp-14 H=(agent.test) [127.42.0.2] F=<a@b> rejected after DATA: no", LogEvent::reject},
      {"H=[127.42.0.2]:40144 rejected connection in \"connect\" ACL", LogEvent::reject},
  };
  for (const auto& [words, event] : table) {
    CAPTURE(words);
    const auto text = exim(words);
    CHECK(log_line(text).event == event);
    CHECK(log_line(text).client.address == "127.42.0.2");
    if (event == LogEvent::reject) CHECK(log_line(text).reply_class == 5);
  }
  const auto stage = exim(table[5].first);
  CHECK(log_line(stage).stage == "DATA");
  CHECK(log_line(stage).queue_id == "1xUnsc-0008Bp-14");
  const auto done = exim("1xUnsc-0008Bp-14 Completed");
  CHECK(log_line(done).event == LogEvent::removed);
  const auto frozen = exim("1xUnsc-0008Bp-14 Frozen (delivery error message)");
  CHECK(log_line(frozen).event == LogEvent::held);
  const auto quoted =
      exim("SMTP syntax error in \"x rejected RCPT <a@b>: no\" H=(x) [127.42.0.2] unrecognized command");
  CHECK(log_line(quoted).event == LogEvent::other);
  const auto outward = exim("1xUnsc-0008Bp-14 H=mx.b.test [127.42.0.3] TLS error on connection (recv): x");
  CHECK(log_line(outward).event == LogEvent::other);
  CHECK(log_line(outward).client == LogHost{});
  const auto noise = exim("Start queue run: pid=31542");
  CHECK(log_line(noise).event == LogEvent::other);
}

TEST_CASE("the head may have a zone and a process, or be syslog's") {
  for (const std::string_view head : {"2026-12-01 21:00:00.125 +0100 [33] ", "Dec  1 20:00:00 mx exim[33]: ",
                                      "Dec  1 20:00:00 mx exim4[33]: 2026-12-01 20:00:00 "}) {
    CAPTURE(head);
    const auto text = std::string(head) + "1xUnsc-0008Bp-14 Completed";
    CHECK(log_line(text).event == LogEvent::removed);
    CHECK(log_line(text).pid == "33");
    CHECK(cutwatch::rfc3339_seconds(log_line(text).time.value()) == "2026-12-01T20:00:00Z");
  }
}
