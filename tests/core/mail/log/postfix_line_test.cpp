#include "core/mail/log/postfix_line.hpp"

#include "tests/core/mail/log/log_lines.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using cutwatch::mail::LogEvent;
using cutwatch::mail::LogHost;
using cutwatch::mail::Mta;
using cutwatch::mail::test::log_line;
using cutwatch::mail::test::postfix;

TEST_CASE("the daemon is the last part of the program's name, whatever the instance") {
  struct Row {
    std::string_view tag, instance, service, daemon;
  };
  for (const auto& [tag, instance, service, daemon] :
       {Row{"postfix/smtpd", "postfix", "", "smtpd"}, Row{"postfix/relay/smtp", "postfix", "relay", "smtp"},
        Row{"postfix/submission/smtpd", "postfix", "submission", "smtpd"},
        Row{"postfix-in/smtpd", "postfix-in", "", "smtpd"}, Row{"mx1/a/b/qmgr", "mx1", "a/b", "qmgr"}}) {
    CAPTURE(tag);
    const auto text = "Dec  1 20:00:00 mx " + std::string(tag) + "[1]: 3F2A1B4C5D: removed";
    const auto line = log_line(text);
    CHECK(line.mta == Mta::postfix);
    CHECK(line.instance == instance);
    CHECK(line.service == service);
    CHECK(line.daemon == daemon);
    CHECK(line.event == LogEvent::removed);
    CHECK(line.host == "mx");
    CHECK(line.pid == "1");
  }
}

TEST_CASE("queue ids are short, long, and long without any digit") {
  for (const std::string_view id :
       {"3F2A1B", "0C24AA78825", "4jWy7n6r9Tz1blBX", "bBcCdDfFgGzhHjJk", "AAAAAAAAAA"}) {
    CAPTURE(id);
    const auto text = postfix("qmgr", std::string(id) + ": removed");
    CHECK(log_line(text).queue_id == id);
  }
  for (const std::string_view word :
       {"3F2A1", "warning", "NOQUEUE", "statistics", "establishment", "3F2A1B-4C5D"}) {
    CAPTURE(word);
    const auto text = postfix("qmgr", std::string(word) + ": removed");
    CHECK(log_line(text).queue_id.empty());
  }
}

TEST_CASE("who connected is read in all forms") {
  struct Row {
    std::string_view words;
    LogEvent event;
    LogHost client;
  };
  for (const auto& [words, event, client] :
       {Row{"connect from unknown[127.42.0.9]", LogEvent::connect, {"unknown", "127.42.0.9", 0}},
        Row{"connect from unknown[unknown]", LogEvent::connect, {"unknown", "", 0}},
        Row{"connect from mx.example.net[2001:db8::1]:41468",
            LogEvent::connect,
            {"mx.example.net", "2001:db8::1", 41468}},
        Row{"connect from mx.example.net[fe80::1%eth0]", LogEvent::connect, {"mx.example.net", "fe80::1", 0}},
        Row{"disconnect from unknown[::1] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4",
            LogEvent::disconnect,
            {"unknown", "::1", 0}},
        Row{"lost connection after STARTTLS from unknown[127.42.0.9]",
            LogEvent::other,
            {"unknown", "127.42.0.9", 0}},
        Row{"timeout after DATA (315 bytes) from unknown[127.42.0.9]",
            LogEvent::other,
            {"unknown", "127.42.0.9", 0}},
        Row{"CONNECT from [203.0.113.86]:53024 to [198.51.100.1]:25",
            LogEvent::connect,
            {"", "203.0.113.86", 53024}},
        Row{"DISCONNECT [2001:db8::1]:53024", LogEvent::disconnect, {"", "2001:db8::1", 53024}},
        Row{"3F2A1B4C5D: client=mail.example.net[192.0.2.25]",
            LogEvent::accept,
            {"mail.example.net", "192.0.2.25", 0}},
        Row{"4jWyHV4MsRz1bl4d: client=unknown[127.42.0.9]:41468",
            LogEvent::accept,
            {"unknown", "127.42.0.9", 41468}},
        Row{"NOQUEUE: client=unknown[127.42.0.9]", LogEvent::accept, {"unknown", "127.42.0.9", 0}}}) {
    CAPTURE(words);
    const auto text = postfix("smtpd", words);
    const auto line = log_line(text);
    CHECK(line.event == event);
    CHECK(line.client == client);
  }
}

TEST_CASE("a message's first line tells the login and whom a filter had it from") {
  const auto login = postfix("submission/smtpd",
                             "3F2A1B4C5D: client=a.example.net[192.0.2.25], sasl_method=PLAIN, "
                             "sasl_username=user@example.org, sasl_sender=x");
  CHECK(log_line(login).login == "user@example.org");
  CHECK(log_line(login).queue_id == "3F2A1B4C5D");
  const auto filtered = postfix("smtpd",
                                "4jWyHN6bZVz1bl3F: client=unknown[127.42.0.9], orig_queue_id=ABC123, "
                                "orig_client=mx.example.net[198.51.100.7]");
  CHECK(log_line(filtered).orig_client == LogHost{"mx.example.net", "198.51.100.7", 0});
  CHECK(log_line(filtered).client.address == "127.42.0.9");
  CHECK(log_line(filtered).login.empty());
}

TEST_CASE("a refusal tells its client, stage, reply and envelope") {
  const auto text =
      postfix("smtpd",
              "NOQUEUE: reject: RCPT from unknown[2001:db8::9]: 454 4.7.1 <x@other.test>: Relay access "
              "denied; from=<> to=<x@other.test> proto=ESMTP helo=<exim.test>");
  const auto line = log_line(text);
  CHECK(line.event == LogEvent::reject);
  CHECK(line.queue_id.empty());
  CHECK(line.client == LogHost{"unknown", "2001:db8::9", 0});
  CHECK(line.stage == "RCPT");
  CHECK(line.reply == "454 4.7.1 <x@other.test>: Relay access denied");
  CHECK(line.dsn == "4.7.1");
  CHECK(line.reply_class == 4);
  CHECK(line.from == "");
  CHECK(line.to == "x@other.test");
  CHECK(line.protocol == "ESMTP");
  CHECK(line.helo == "exim.test");
}

TEST_CASE("refusals of other daemons and stages are read") {
  const auto screen =
      postfix("postscreen",
              "NOQUEUE: reject: RCPT from [2001:db8::9]:5555: 450 4.3.2 Service currently unavailable; "
              "from=<a@s.test>, to=<x@d.test>, proto=ESMTP, helo=<h>");
  CHECK(log_line(screen).client == LogHost{"", "2001:db8::9", 5555});
  CHECK(log_line(screen).to == "x@d.test");
  CHECK(log_line(screen).helo == "h");
  const auto connect =
      postfix("smtpd",
              "NOQUEUE: reject: CONNECT from unknown[192.0.2.1]: 554 5.7.1 <unknown[192.0.2.1]>: Client host "
              "rejected: Access denied; proto=SMTP");
  CHECK(log_line(connect).reply == "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied");
  CHECK(log_line(connect).protocol == "SMTP");
  CHECK_FALSE(log_line(connect).from.has_value());
  const auto milter =
      postfix("cleanup",
              "3F2A1B4C5D: milter-reject: END-OF-MESSAGE from a.test[192.0.2.4]: 5.7.1 Command "
              "rejected; from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x>");
  CHECK(log_line(milter).event == LogEvent::reject);
  CHECK(log_line(milter).queue_id == "3F2A1B4C5D");
  CHECK(log_line(milter).stage == "END-OF-MESSAGE");
  CHECK(log_line(milter).dsn == "5.7.1");
  CHECK(log_line(milter).reply_class == 5);
  const auto warned = postfix("smtpd", "NOQUEUE: reject_warning: RCPT from unknown[192.0.2.1]: 554 5.7.1 x");
  CHECK(log_line(warned).event == LogEvent::other);
}

TEST_CASE("a header that is checked may not name the client") {
  const auto text =
      postfix("cleanup",
              "3F2A1B4C5D: hold: header Subject: x from evil[192.0.2.99]; from=<z@z> to=<y@y> from "
              "a.test[192.0.2.4]; from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x>: held for review");
  const auto line = log_line(text);
  CHECK(line.event == LogEvent::held);
  CHECK(line.client == LogHost{"a.test", "192.0.2.4", 0});
  CHECK(line.from == "a@b.test");
  CHECK(line.reply == "held for review");
  const auto thrown = postfix("smtpd",
                              "NOQUEUE: discard: RCPT from a.test[192.0.2.4]: <c@d.test>: Recipient address "
                              "triggers DISCARD action; from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x>");
  CHECK(log_line(thrown).event == LogEvent::discarded);
  CHECK(log_line(thrown).to == "c@d.test");
}

TEST_CASE("a delivery is read by keys until its status") {
  const auto text =
      postfix("relay/smtp",
              "4jWy7n6r9Tz1blBX: to=<probe@example.org>, orig_to=<root>, "
              "relay=mx.example.org[2001:db8::3]:25, conn_use=2, delay=161, delays=161/0/0.01/0.25, "
              "tls=dane, dsn=4.7.1, status=deferred (host mx.example.org[2001:db8::3] said: 450 4.7.1 "
              "(x) try later (in reply to RCPT TO command))");
  const auto line = log_line(text);
  CHECK(line.event == LogEvent::deferred);
  CHECK(line.to == "probe@example.org");
  CHECK(line.relay == LogHost{"mx.example.org", "2001:db8::3", 25});
  CHECK(line.delay == 161);
  CHECK(line.delays == std::array{161.0, 0.0, 0.01, 0.25});
  CHECK(line.dsn == "4.7.1");
  CHECK(line.reply_class == 4);
  CHECK(line.status == "deferred");
  CHECK(line.reply == "host mx.example.org[2001:db8::3] said: 450 4.7.1 (x) try later");
}

TEST_CASE("the words of a status are its event") {
  const std::pair<std::string_view, LogEvent> table[] = {
      {"relay=virtual, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)",
       LogEvent::sent},
      {"relay=none, delay=0, delays=0/0/0/0, dsn=4.4.1, status=deferred (connect to a[192.0.2.1]:25: "
       "refused)",
       LogEvent::deferred},
      {"relay=a[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=5.7.1, status=bounced (no)", LogEvent::bounced},
      {"relay=a[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=5.7.1, status=SOFTBOUNCE (no)",
       LogEvent::deferred},
      {"relay=a[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=2.1.5, status=deliverable (ok)", LogEvent::other},
  };
  for (const auto& [words, event] : table) {
    CAPTURE(words);
    const auto text = postfix("smtp", "3F2A1B4C5D: to=<a@b.test>, " + std::string(words));
    CHECK(log_line(text).event == event);
  }
  const auto none = postfix("smtp", "3F2A1B4C5D: to=<a@b.test>, " + std::string(table[1].first));
  CHECK(log_line(none).relay == LogHost{});
  const auto local = postfix("virtual", "3F2A1B4C5D: to=<a@b.test>, " + std::string(table[0].first));
  CHECK(log_line(local).relay == LogHost{.name = "virtual"});
  const auto expired = postfix("qmgr", "3F2A1B4C5D: from=<a@b.test>, status=expired, returned to sender");
  CHECK(log_line(expired).event == LogEvent::expired);
  CHECK(log_line(expired).from == "a@b.test");
  CHECK(log_line(expired).reply.empty());
}

TEST_CASE("the queue manager, cleanup, pickup and bounce are read") {
  const auto queued = postfix("qmgr", "3F2A1B4C5D: from=<>, size=347, nrcpt=1 (queue active)");
  CHECK(log_line(queued).event == LogEvent::queued);
  CHECK(log_line(queued).from == "");
  const auto composed = postfix("cleanup", "3F2A1B4C5D: message-id=<a b@example.net>, status=sent (x)");
  CHECK(log_line(composed).event == LogEvent::composed);
  CHECK(log_line(composed).message_id == "<a b@example.net>, status=sent (x)");
  const auto picked = postfix("pickup", "3F2A1B4C5D: uid=33 from=<www-data>");
  CHECK(log_line(picked).event == LogEvent::submitted);
  CHECK(log_line(picked).local_user == "33");
  CHECK(log_line(picked).from == "www-data");
  const auto notice =
      postfix("bounce", "4jWyBh4XWrz1blCD: sender non-delivery notification: 4jWyBh4Z5qz1blCr");
  CHECK(log_line(notice).event == LogEvent::other);
  CHECK(log_line(notice).child == "4jWyBh4Z5qz1blCr");
  const auto said = postfix(
      "smtp", "3F2A1B4C5D: host mx.a.test[192.0.2.1] said: 450 4.7.1 no (in reply to RCPT TO command)");
  CHECK(log_line(said).event == LogEvent::other);
  CHECK(log_line(said).reply == "450 4.7.1 no");
}

TEST_CASE("what a sender writes is no fact") {
  const auto forged =
      postfix("smtp",
              "3F2A1B4C5D: to=<\"a>, relay=evil[192.0.2.99]:1, status=sent (x\"@b.test>, relay=none, "
              "delay=1, delays=1/0/0/0, dsn=4.4.1, status=deferred (dsn=2.0.0, status=sent (ok))");
  CHECK(log_line(forged).event == LogEvent::deferred);
  CHECK(log_line(forged).relay == LogHost{});
  CHECK(log_line(forged).dsn == "4.4.1");
  CHECK(log_line(forged).to == "\"a>, relay=evil[192.0.2.99]:1, status=sent (x\"@b.test");
  CHECK(log_line(forged).reply == "dsn=2.0.0, status=sent (ok)");
  const auto helo =
      postfix("smtpd",
              "NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 501 5.5.2 <x; from=<f@f> to=<g@g> "
              "proto=SMTP>: Helo command rejected; from=<a@b.test> to=<c@d.test> proto=ESMTP helo=<x; "
              "from=<f@f>>");
  CHECK(log_line(helo).from == "a@b.test");
  CHECK(log_line(helo).to == "c@d.test");
  CHECK(log_line(helo).protocol == "ESMTP");
  const auto command =
      postfix("smtpd", "warning: non-SMTP command from unknown[192.0.2.1]: 3F2A1B4C5D: removed");
  CHECK(log_line(command).event == LogEvent::other);
  CHECK(log_line(command).queue_id.empty());
}

TEST_CASE("what syslog cut tells what is left") {
  const auto cut =
      postfix("smtp",
              "3F2A1B4C5D: to=<a@b.test>, relay=a[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=5.7.1, "
              "status=bounced (host a[192.0.2.1] said: 554 5.7.1 no (in re");
  CHECK(log_line(cut).event == LogEvent::bounced);
  CHECK(log_line(cut).dsn == "5.7.1");
  CHECK(log_line(cut).reply == "host a[192.0.2.1] said: 554 5.7.1 no (in re");
  const auto whole =
      postfix("smtpd",
              "NOQUEUE: reject: RCPT from unknown[192.0.2.1]: 554 5.7.1 <\"x\"@y>: no; from=<\"a>b\"@c> "
              "to=<d@e> proto=ESMTP helo=<f>");
  // Cut anywhere, no line says what the whole does not.
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto text = whole.substr(0, length);
    const auto line = log_line(text);
    if (!line.client.address.empty()) CHECK(std::string_view("192.0.2.1").starts_with(line.client.address));
    if (line.event == LogEvent::reject && !line.dsn.empty()) CHECK(line.dsn == "5.7.1");
  }
}

TEST_CASE("what a filter before the queue took tells who sent it, and is no event") {
  const auto text = std::string(
      "Dec  1 20:00:00 mx postfix/smtpd[24757]: NOQUEUE: proxy-accept: END-OF-MESSAGE from "
      "mx.sender.test[203.0.113.9]: 250 2.0.0 Ok: queued as 3F2A1B4C5D; from=<alice@example.net> "
      "to=<p@example.org> proto=ESMTP helo=<x>");
  const auto line = log_line(text);
  CHECK(line.event == LogEvent::other);
  CHECK(line.client.address == "203.0.113.9");
  CHECK(line.to == "p@example.org");
  CHECK(line.reply == "250 2.0.0 Ok: queued as 3F2A1B4C5D");
}
