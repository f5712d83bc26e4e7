#include "agent/cli/decode_maillog.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

using cutwatch::cli::decode_maillog_line;
using nlohmann::json;

namespace {

constexpr auto kDelivery =
    "Dec  1 20:00:01 proxy postfix/relay/smtp[24760]: 4jWy7n6r9Tz1blBX: to=<probe@example.org>, "
    "relay=mx.example.org[192.0.2.10]:25, delay=0.1, delays=0.01/0.01/0.06/0.02, dsn=4.7.1, status=deferred "
    "(host "
    "mx.example.org[192.0.2.10] said: 450 4.7.1 <probe@example.org>: Greylisted (in reply to RCPT TO "
    "command))";

json answer(json input) {
  input["id"] = 7;
  if (!input.contains("now")) input["now"] = "2026-12-02T00:00:00Z";
  return json::parse(decode_maillog_line(input.dump()));
}

}  // namespace

TEST_CASE("a line of a log is decoded into the fields of the contract, the absent ones null") {
  CHECK(answer({{"input", kDelivery}}) ==
        json{{"id", 7},
             {"ok", true},
             {"time", "2026-12-01T20:00:01Z"},
             {"daemon", "smtp"},
             {"event", "deferred"},
             {"queue_id", "4jWy7n6r9Tz1blBX"},
             {"client_ip", nullptr},
             {"client_name", nullptr},
             {"relay_host", "mx.example.org"},
             {"relay_ip", "192.0.2.10"},
             {"relay_port", 25},
             {"from", nullptr},
             {"to", "probe@example.org"},
             {"message_id", nullptr},
             {"dsn", "4.7.1"},
             {"status", "deferred"},
             {"delay", 0.1},
             {"delays", {0.01, 0.01, 0.06, 0.02}},
             {"reply", "host mx.example.org[192.0.2.10] said: 450 4.7.1 <probe@example.org>: Greylisted"}});
}

TEST_CASE("the null sender is an empty text, an unknown address none") {
  const auto queued = answer(
      {{"input", "Dec  1 20:00:01 mx postfix/qmgr[1]: 3F2A1B4C5D: from=<>, size=1, nrcpt=1 (queue active)"}});
  CHECK(queued.at("from") == "");
  CHECK(queued.at("event") == "queued");
  const auto gone =
      answer({{"input", "Dec  1 20:00:01 mx postfix/smtpd[1]: disconnect from unknown[unknown]"}});
  CHECK(gone.at("client_ip").is_null());
  CHECK(gone.at("client_name") == "unknown");
}

TEST_CASE("a line without a year is of the latest that is not more than a day after now") {
  const std::string line = "Dec 31 23:59:59 mx postfix/qmgr[1]: 3F2A1B4C5D: removed";
  CHECK(answer({{"input", line}, {"now", "2027-01-01T00:00:05Z"}}).at("time") == "2026-12-31T23:59:59Z");
  CHECK(answer({{"input", line}, {"now", "2026-12-31T00:00:00Z"}}).at("time") == "2026-12-31T23:59:59Z");
  CHECK(answer({{"input", line}, {"now", "2026-12-30T23:59:58Z"}}).at("time") == "2025-12-31T23:59:59Z");
}

TEST_CASE("the server that is given decides") {
  const std::string line = "Dec  1 20:00:01 mx postfix/qmgr[1]: 3F2A1B4C5D: removed";
  CHECK(answer({{"input", line}, {"mta", "postfix"}}).at("event") == "removed");
  CHECK(answer({{"input", line}, {"mta", "exim"}}).at("event") == "other");
  CHECK(answer({{"input", line}, {"mta", "qmail"}}).at("ok") == false);
  CHECK(answer({{"input", "info: OpenSMTPD 6.8.0p2 starting"}, {"mta", "opensmtpd"}}).at("event") == "other");
}

TEST_CASE("what is no line of a log is rejected with a reason") {
  CHECK(decode_maillog_line(R"({"id": 7, "input": "hello"})") ==
        R"({"id":7,"error":"not a line of a mail server's log","ok":false})");
  CHECK(decode_maillog_line(R"({"id": 7})") == R"({"id":7,"error":"no \"input\" text","ok":false})");
  CHECK(answer({{"input", kDelivery}, {"now", "soon"}}).at("error") == "\"now\" is not a time");
}

TEST_CASE("any bytes of a line come out as printable ASCII") {
  const auto out =
      decode_maillog_line(R"({"id":1,"now":"2026-12-02T00:00:00Z","hex":"446563202031203230)"
                          R"(3a30303a3031206d7820706f73746669782f716d67725b315d3a203346324131423443)"
                          R"(35443a2066726f6d3d3c1b5b33316d00ff3e2c2073697a653d31"})");
  CHECK(std::ranges::all_of(out, [](char c) { return c >= 0x20 && c < 0x7f; }));
  CHECK(json::parse(out).at("from") == std::string("\x1b[31m\0\xEF\xBF\xBD", 9));
}
