#include "core/mail/log/opensmtpd_line.hpp"

#include "tests/core/mail/log/log_lines.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using cutwatch::mail::LogEvent;
using cutwatch::mail::LogHost;
using cutwatch::mail::Mta;
using cutwatch::mail::test::log_line;

TEST_CASE("a session of OpenSMTPD is read, with and without a head") {
  for (const std::string_view head : {"", "Dec  1 20:00:00 mx smtpd[33]: "}) {
    CAPTURE(head);
    const auto connected =
        std::string(head) + "71983e99f341e65e smtp connected address=[2001:db8::9] host=mx.example.net";
    CHECK(log_line(connected).mta == Mta::opensmtpd);
    CHECK(log_line(connected).daemon == "smtpd");
    CHECK(log_line(connected).event == LogEvent::connect);
    CHECK(log_line(connected).session == "71983e99f341e65e");
    CHECK(log_line(connected).client == LogHost{"mx.example.net", "2001:db8::9", 0});
    const auto message =
        std::string(head) + "71983e99f341e65e smtp message msgid=7e715afd size=336 nrcpt=1 proto=ESMTP";
    CHECK(log_line(message).event == LogEvent::accept);
    CHECK(log_line(message).queue_id == "7e715afd");
    CHECK(log_line(message).protocol == "ESMTP");
    const auto envelope =
        std::string(head) +
        "71983e99f341e65e smtp envelope evpid=7e715afd265ea10b from=<a b@s.test> to=<p@e.test>";
    CHECK(log_line(envelope).event == LogEvent::queued);
    CHECK(log_line(envelope).queue_id == "7e715afd265ea10b");
    CHECK(log_line(envelope).from == "a b@s.test");
    CHECK(log_line(envelope).to == "p@e.test");
    const auto gone = std::string(head) + "71983e99f341e65e smtp disconnected reason=quit";
    CHECK(log_line(gone).event == LogEvent::disconnect);
  }
}

TEST_CASE("a client without an address has none") {
  const std::string local = "71983e9e184728fd smtp connected address=local host=osmtpd-host";
  CHECK(log_line(local).client == LogHost{"osmtpd-host", "", 0});
  const std::string unknown = "71983e9e184728fd smtp connected address=127.42.0.9 host=<unknown>";
  CHECK(log_line(unknown).client == LogHost{"unknown", "127.42.0.9", 0});
}

TEST_CASE("a delivery tells its result, relay and reply") {
  struct Row {
    std::string_view result;
    LogEvent event;
    std::uint8_t reply_class;
  };
  for (const auto& [result, event, reply_class] :
       {Row{"result=\"Ok\" stat=\"250 2.0.0 Ok: queued as E313FA78777\"", LogEvent::sent, 2},
        Row{"result=\"TempFail\" stat=\"454 4.7.1 <a@s.test>: Relay access denied\"", LogEvent::deferred, 4},
        Row{"result=\"PermFail\" stat=\"550 5.1.1 <p@e.test>: User unknown\"", LogEvent::bounced, 5},
        Row{"result=Ok stat=Delivered", LogEvent::sent, 0},
        Row{"result=\"TempFail\" stat=\"Network error on destination MXs\"", LogEvent::deferred, 0}}) {
    CAPTURE(result);
    const auto text =
        "71983e9c33d03b23 mta delivery evpid=519030a465bdbb5f from=<> to=<p@e.test> rcpt=<-> "
        "source=\"127.0.0.1\" relay=\"127.42.0.3 (mx.e.test)\" delay=1m2s " +
        std::string(result);
    const auto line = log_line(text);
    CHECK(line.event == event);
    CHECK(line.reply_class == reply_class);
    CHECK(line.queue_id == "519030a465bdbb5f");
    CHECK(line.from == "");
    CHECK(line.to == "p@e.test");
    CHECK(line.relay == LogHost{"mx.e.test", "127.42.0.3", 0});
    CHECK(line.delay == 62);
  }
}

TEST_CASE("a refusal tells its command and reply, a login who it was") {
  const std::string refused =
      "71983e99f341e65e smtp failed-command command=\"RCPT TO:<x@e.test>\" result=\"550 Invalid recipient: "
      "<x@e.test>\"";
  const auto line = log_line(refused);
  CHECK(line.event == LogEvent::reject);
  CHECK(line.stage == "RCPT");
  CHECK(line.to == "x@e.test");
  CHECK(line.reply == "550 Invalid recipient: <x@e.test>");
  CHECK(line.reply_class == 5);
  CHECK(line.status.empty());
  const std::string login =
      "71983e99f341e65e smtp authentication user=bob address=192.0.2.1 host=a result=ok";
  CHECK(log_line(login).login == "bob");
  const std::string failed =
      "71983e99f341e65e smtp authentication user=bob address=192.0.2.1 host=a result=permfail";
  CHECK(log_line(failed).login.empty());
}

TEST_CASE("what a sender writes is no fact") {
  const std::string text =
      "71983e99f341e65e smtp envelope evpid=7e715afd265ea10b from=<\"x> result=Ok evpid=1 "
      "y\"@s.test> to=<p@e.test> result=\"PermFail\"";
  CHECK(log_line(text).queue_id == "7e715afd265ea10b");
  CHECK(log_line(text).event == LogEvent::queued);
  CHECK(log_line(text).to == "p@e.test");
}
