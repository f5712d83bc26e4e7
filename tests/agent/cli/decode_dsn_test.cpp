#include "agent/cli/decode_dsn.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using cutwatch::cli::decode_dsn_line;
using nlohmann::json;

namespace {

const std::string kReport =
    "From: MAILER-DAEMON@mail.example.org\r\nAuto-Submitted: auto-replied\r\nContent-Type: "
    "multipart/report;\r\n"
    " report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mail.example.org\r\nOriginal-Envelope-Id: 7\r\n\r\n"
    "Final-Recipient: rfc822; nosuch@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "Remote-MTA: dns; mx.example.net\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n unknown \xc3\xa4 \x01\r\n\r\n"
    "Final-Recipient: rfc822; other@example.net\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    "Message-ID: <1@example.com>\r\n\r\n--b--\r\n";

std::string hex(const std::string& octets) {
  static constexpr const char* kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : octets) {
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return out;
}

}  // namespace

TEST_CASE("a delivery report is decoded into the fields of the contract") {
  const json wanted = {{"id", "a"},
                       {"ok", true},
                       {"is_bounce", true},
                       {"auto_submitted", "auto-replied"},
                       {"recipients",
                        {{{"address", "nosuch@example.net"},
                          {"action", "failed"},
                          {"status", "5.1.1"},
                          {"diagnostic", "550 5.1.1 unknown \xc3\xa4 \x01"},
                          {"remote_mta", "mx.example.net"}},
                         {{"address", "other@example.net"},
                          {"action", nullptr},
                          {"status", nullptr},
                          {"diagnostic", nullptr},
                          {"remote_mta", nullptr}}}},
                       {"original_message_id", "<1@example.com>"},
                       {"original_envelope_id", "7"}};
  const auto as_text = decode_dsn_line(json{{"id", "a"}, {"input", kReport}}.dump());
  CHECK(json::parse(as_text) == wanted);
  CHECK(decode_dsn_line(json{{"id", "a"}, {"hex", hex(kReport)}}.dump()) == as_text);
  for (const char c : as_text) CHECK((c >= 0x20 && c < 0x7f));
}

TEST_CASE("ordinary mail is an answer, and what is no mail is one with its reason") {
  const auto ordinary = json::parse(decode_dsn_line(R"({"id": 1, "input": "From: a@example.org\n\nHello"})"));
  CHECK(ordinary == json{{"id", 1},
                         {"ok", true},
                         {"is_bounce", false},
                         {"auto_submitted", nullptr},
                         {"recipients", json::array()},
                         {"original_message_id", nullptr},
                         {"original_envelope_id", nullptr}});
  CHECK(decode_dsn_line(R"({"id": 2, "input": "Hello"})") ==
        R"({"id":2,"error":"no header field","ok":false})");
  CHECK(decode_dsn_line(R"({"id": 3})") == R"({"id":3,"error":"no \"input\" text","ok":false})");
}
