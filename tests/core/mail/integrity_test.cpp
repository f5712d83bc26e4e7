#include "core/mail/integrity.hpp"

#include "core/mail/probe_message.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

const ProbeMessage kMessage{.id = "0123456789abcdef0123456789abcdef",
                            .token = "fedcba9876543210fedcba9876543210",
                            .from = "probe@agent.example.org",
                            .to = "probe@example.org",
                            .probe = "main",
                            .path = "new",
                            .created = test::at(3600)};
const std::string kSent = render(kMessage);

constexpr const char* kFrom = "From: <probe@agent.example.org>\r\n";
constexpr const char* kSubject = "Subject: cutwatch probe main by the new path\r\n";
constexpr const char* kMessageId = "Message-ID: <0123456789abcdef0123456789abcdef@agent.example.org>\r\n";
constexpr const char* kType = "Content-Type: text/plain; charset=us-ascii\r\n";
constexpr const char* kSevenBit = "Content-Transfer-Encoding: 7bit\r\n";
constexpr const char* kDotLine = ".0123456789abcdef0123456789abcdef\r\n";

/// `text` with the one place that says `what` written otherwise.
std::string with(std::string text, const std::string& what, const std::string& instead) {
  const auto at = text.find(what);
  REQUIRE_MESSAGE(at != std::string::npos, what);
  return text.replace(at, what.size(), instead);
}

std::string without_carriage_returns(std::string text) {
  std::erase(text, '\r');
  return text;
}

std::string body_of(const std::string& mail) { return mail.substr(mail.find("\r\n\r\n") + 4); }

std::string with_body(const std::string& mail, const std::string& body) {
  return mail.substr(0, mail.find("\r\n\r\n") + 4) + body;
}

std::string base64(const std::string& text) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto octet = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned group = octet(i) << 16U | octet(i + 1) << 8U | octet(i + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out.push_back(kDigits[group >> shift & 63U]);
    if (out.size() % 78 == 76) out += "\r\n";
  }
  const auto missing = (3 - text.size() % 3) % 3;
  return out.replace(out.size() - missing, missing, missing, '=');
}

std::vector<FieldChange> changes(const std::string& sent, const std::string& arrived) {
  const auto found = changes_between(sent, arrived);
  REQUIRE(found);
  return *found;
}

/// As one text, so that a failed check shows it.
std::string told(const std::string& sent, const std::string& arrived) {
  std::string out;
  for (const auto& change : changes(sent, arrived)) {
    out += std::string(to_string(change.field)) + ":\n" + change.diff + "\n";
  }
  return out;
}

struct Case {
  const char* what;
  std::string arrived;
  std::string told;
};

/// Of a mail that has nothing but this header and a body.
struct HeaderCase {
  const char* sent;
  const char* arrived;
  const char* told;
};

void check(const HeaderCase& fields) {
  const auto mail = [](const std::string& header) {
    return "To: <b@example.org>\r\n" + header + "\r\n\r\nx";
  };
  INFO(fields.sent);
  CHECK(told(mail(fields.sent), mail(fields.arrived)) == fields.told);
}

}  // namespace

TEST_CASE("each field has its label, and all but the signature are compared") {
  std::set<std::string_view> labels;
  for (const auto field : kMessageFields) labels.insert(to_string(field));
  CHECK(labels == std::set<std::string_view>{"from", "reply_to", "subject", "message_id", "body", "dkim"});
  labels.erase("dkim");
  for (const auto field : kComparedFields) CHECK(labels.erase(to_string(field)) == 1);
  CHECK(labels.empty());
}

TEST_CASE("what servers may do to a probe message is no change") {
  const auto body = body_of(kSent);
  const Case cases[] = {
      {"nothing", kSent, ""},
      {"trace and signatures on top",
       "Return-Path: <probe@agent.example.org>\r\nDelivered-To: probe@example.org\r\n"
       "Received: from in.proxy.example (in.proxy.example [192.0.2.1])\r\n\tby mail.example.org; "
       "Tue, 1 Dec 2026 01:00:01 +0000\r\nARC-Seal: i=1; a=rsa-sha256; cv=none; d=proxy.example;\r\n "
       "b=abc=\r\n"
       "DKIM-Signature: v=1; d=agent.example.org; h=from:subject:reply-to;\r\n\tbh=x=; b=y=\r\n" +
           kSent,
       ""},
      {"line feeds only", without_carriage_returns(kSent), ""},
      {"subject folded", with(kSent, "probe main by", "probe\r\n\tmain\r\n  by"), ""},
      {"message id folded", with(kSent, "Message-ID: ", "Message-ID:\r\n "), ""},
      {"names of fields in another case", with(with(kSent, "From:", "FROM:"), "Message-ID:", "Message-Id :"),
       ""},
      {"subject in encoded words",
       with(kSent, "cutwatch probe main by", "=?utf-8?Q?cutwatch_probe?=\r\n =?utf-8?B?IG1haW4gYnk=?="), ""},
      {"sender without brackets", with(kSent, "<probe@agent.example.org>", "probe@agent.example.org"), ""},
      {"the domain's letter case", with(kSent, "<probe@agent.example.org>", "<probe@Agent.EXAMPLE.org>"), ""},
      {"base64", with_body(with(kSent, "7bit", "base64"), base64(body)), ""},
      {"base64 of line feeds",
       with_body(with(kSent, "7bit", "BASE64"), base64(without_carriage_returns(body))), ""},
      {"quoted-printable",
       with(with(with(kSent, "7bit", "quoted-printable"), "see whether", "see =\r\nwhether"), kDotLine,
            "=2E0123456789abcdef=30123456789abcdef=20\r\n"),
       ""},
      {"no type and no encoding", with(with(kSent, kType, ""), kSevenBit, ""), ""},
      {"another charset", with(kSent, "text/plain; charset=us-ascii", "Text/Plain; charset=\"utf-8\""), ""},
      {"blanks at the end of a line", with(kSent, "how fast.", "how fast. \t"), ""},
      {"empty lines at the end", kSent + "\r\n \r\n\r\n", ""},
      {"no line end at the end", kSent.substr(0, kSent.size() - 2), ""},
      {"fields of a filter", "X-Spam-Status: No, score=0.1\r\n" + kSent, ""},
  };
  for (const auto& [what, arrived, expected] : cases) {
    INFO(what);
    CHECK(told(kSent, arrived) == expected);
    CHECK(told(arrived, kSent) == expected);
  }
}

TEST_CASE("what a proxy changed of a probe message is told, and nothing else") {
  const Case cases[] = {
      {"sender rewritten", with(kSent, "<probe@agent.example.org>", "probe via proxy <srs0=x@proxy.example>"),
       "from:\n-<probe@agent.example.org>\n+probe via proxy <srs0=x@proxy.example>\n"},
      {"name added", with(kSent, "From: <", "From: Probe <"),
       "from:\n-<probe@agent.example.org>\n+Probe <probe@agent.example.org>\n"},
      {"letter case of the local part", with(kSent, "<probe@agent", "<Probe@agent"),
       "from:\n-<probe@agent.example.org>\n+<Probe@agent.example.org>\n"},
      {"no sender", with(kSent, kFrom, ""), "from:\n-<probe@agent.example.org>\n"},
      {"a second sender", with(kSent, kFrom, std::string(kFrom) + "From: a@example.org\r\n"),
       "from:\n+<a@example.org>\n"},
      {"the same sender twice", with(kSent, kFrom, std::string(kFrom) + kFrom),
       "from:\n+<probe@agent.example.org>\n"},
      {"reply-to added", "Reply-To: <a@example.org>\r\n" + kSent, "reply_to:\n+<a@example.org>\n"},
      {"an empty reply-to added", "Reply-To:\r\n" + kSent, "reply_to:\n+\n"},
      {"subject marked", with(kSent, "Subject: ", "Subject: [SPAM] "),
       "subject:\n-cutwatch probe main by the new path\n+[SPAM] cutwatch probe main by the new path\n"},
      {"letter case of the subject", with(kSent, "Subject: c", "Subject: C"),
       "subject:\n-cutwatch probe main by the new path\n+Cutwatch probe main by the new path\n"},
      {"no subject", with(kSent, kSubject, ""), "subject:\n-cutwatch probe main by the new path\n"},
      {"another message id", with(kSent, kMessageId, "Message-ID: <1@proxy.example>\r\n"),
       "message_id:\n-<0123456789abcdef0123456789abcdef@agent.example.org>\n+<1@proxy.example>\n"},
      {"letter case of the message id", with(kSent, "cdef@agent.example.org>", "cdef@Agent.example.org>"),
       "message_id:\n-<0123456789abcdef0123456789abcdef@agent.example.org>\n"
       "+<0123456789abcdef0123456789abcdef@Agent.example.org>\n"},
      {"footer", kSent + "\r\n-- \r\nScanned by proxy.example\r\n",
       "body:\n+\n+--\n+Scanned by proxy.example\n"},
      {"banner", with_body(kSent, "CAUTION: external\r\n" + body_of(kSent)), "body:\n+CAUTION: external\n"},
      {"dot lost", with(kSent, kDotLine, kDotLine + 1),
       "body:\n-.0123456789abcdef0123456789abcdef\n+0123456789abcdef0123456789abcdef\n"},
      {"dot doubled", with(kSent, kDotLine, std::string(".") + kDotLine),
       "body:\n-.0123456789abcdef0123456789abcdef\n+..0123456789abcdef0123456789abcdef\n"},
      {"empty lines before the text", with_body(kSent, "\r\n" + body_of(kSent)), "body:\n+\n"},
      {"blanks before a line", with(kSent, "\r\nIt can", "\r\n It can"),
       "body:\n-It can be deleted. Please do not answer it.\n+ It can be deleted. Please do not answer "
       "it.\n"},
      {"made a page", with(kSent, "text/plain", "text/html"), "body:\n-(text/plain)\n+(text/html)\n"},
      {"encoding said wrongly", with_body(with(kSent, "7bit", "base64"), "eA=="),
       "body:\n-This message was sent by cutwatch to see whether mail arrives, and how fast.\n"
       "-It can be deleted. Please do not answer it.\n-.0123456789abcdef0123456789abcdef\n+x\n"},
  };
  for (const auto& [what, arrived, expected] : cases) {
    INFO(what);
    CHECK(told(kSent, arrived) == expected);
  }
}

TEST_CASE("a text that came into a multipart is changed, even where it is the only part") {
  const auto in_parts = [](const std::string& more) {
    return with_body(with(kSent, kType, "Content-Type: multipart/mixed; boundary=b\r\n"),
                     "--b\r\n" + std::string(kType) + "\r\n" + body_of(kSent) + more + "--b--\r\n");
  };
  CHECK(told(kSent, in_parts("")) == "body:\n+(multipart/mixed)\n");
  const auto footer = told(kSent, in_parts("--b\r\n\r\nScanned by proxy.example\r\n"));
  CHECK(footer.starts_with("body:\n-(text/plain)\n"));
  CHECK(footer.ends_with("+.0123456789abcdef0123456789abcdef\n+(text/plain)\n+Scanned by proxy.example\n"));
  CHECK(told(in_parts(""), in_parts("\r\n")).empty());
  CHECK(told(in_parts(""), in_parts("more\r\n")) == "body:\n+more\n");
}

TEST_CASE("several changes are told in the order of the fields") {
  const auto arrived =
      "Reply-To: <a@example.org>\r\n" + with(kSent, "Subject: ", "Subject: [x] ") + "footer\r\n";
  const auto found = changes(kSent, arrived);
  REQUIRE(found.size() == 3);
  CHECK(found[0] == FieldChange{MessageField::reply_to, "+<a@example.org>"});
  CHECK(found[1].field == MessageField::subject);
  CHECK(found[2] == FieldChange{MessageField::body, "+footer"});
}

TEST_CASE("an address is more than it looks like") {
  const HeaderCase cases[] = {
      {"From: A <a@B.example>", "From:  A\r\n <a@b.Example> ", ""},
      {"Reply-To: a@example.org", "Reply-To: <a@example.ORG>", ""},
      {"From: =?utf-8?q?J=C3=B6rg?= <a@example.org>", "From: =?utf-8?b?SsO2cmc=?= <a@example.org>", ""},
      {"From: \"A\" <a@example.org>", "From: A <a@example.org>",
       "from:\n-\"A\" <a@example.org>\n+A <a@example.org>\n"},
      {"From: A <a@example.org>", "From: a <a@example.org>",
       "from:\n-A <a@example.org>\n+a <a@example.org>\n"},
      // A name that is decoded into an address is none.
      {"From: <a@example.org>", "From: =?utf-8?q?=3Ca=40example=2Eorg=3E?=",
       "from:\n-<a@example.org>\n+=?utf-8?q?=3Ca=40example=2Eorg=3E?=\n"},
      {"From: <a@example.org>", "From: =?us-ascii?q?=3Ca=40example=2Eorg=3E?= <b@example.org>",
       "from:\n-<a@example.org>\n+<a@example.org> <b@example.org>\n"},
      {"From: <a@example.org>", "From: <a@example.org>, <b@example.org>",
       "from:\n-<a@example.org>\n+<a@example.org>, <b@example.org>\n"},
      {"From: a@example.org (A)", "From: a@example.org (a)",
       "from:\n-a@example.org (A)\n+a@example.org (a)\n"},
      {"From: <a@example.org>x", "From: <a@example.org>y", "from:\n-<a@example.org>x\n+<a@example.org>y\n"},
      {"From: a", "From: <a>", "from:\n-a\n+<a>\n"},
      {"From: @", "From: >", "from:\n-<@>\n+>\n"},
  };
  for (const auto& fields : cases) check(fields);
}

TEST_CASE("a message id and a subject are what they are") {
  const HeaderCase cases[] = {
      {"Subject: a b", "Subject: =?utf-8?q?a_b?=", ""},
      {"Subject: a", "Subject: =?utf-8?q?_a_?=", ""},
      {"Subject: a", "Subject: =?utf-8?q?a=0A=1B?=", "subject:\n-a\n+a\\x0a\\x1b\n"},
      {"Message-ID: <a@b>",
       "Message-ID: =?utf-8?q?=3Ca=40b=3E?=", "message_id:\n-<a@b>\n+=?utf-8?q?=3Ca=40b=3E?=\n"},
      // Two fields are not one with a line feed in it.
      {"Subject: a\r\nSubject: b", "Subject: =?utf-8?q?a=0Ab?=", "subject:\n-a\n-b\n+a\\x0ab\n"},
  };
  for (const auto& fields : cases) check(fields);
}

TEST_CASE("what is no mail is not compared") {
  for (const auto* text : {"", "\r\n\r\nno header", "no header at all"}) {
    const auto sent = changes_between(text, kSent);
    REQUIRE_FALSE(sent);
    CHECK(to_string(sent.error()) == "malformed: the message sent: no header field");
    const auto arrived = changes_between(kSent, text);
    REQUIRE_FALSE(arrived);
    CHECK(to_string(arrived.error()) == "malformed: the message that arrived: no header field");
  }
}

TEST_CASE("big mails are compared, and little of them is told") {
  std::string lines;
  for (int i = 0; i < 32 * 1024; ++i) lines += i % 2 == 0 ? "a\n" : "b\n";
  CHECK(told("A: b\n\n" + lines + "a\n", "A: b\n\n" + lines + "footer\n") == "body:\n-a\n+footer\n");
  CHECK(told("A: b\n\n" + lines, "A: b\n\nc\n" + lines + "d\n").size() < 100);
  CHECK(told("A: b\n\nx\n", "A: b\n\n" + std::string(64 * 1024, '\n') + "x\n") ==
        "body:\n+\n+\n+\n+\n+\n+\n+\n+\n+...\n");
  std::string subjects;
  for (int i = 0; i < 900; ++i) subjects += "Subject: " + std::string(60, '=') + "?\n";
  CHECK(told(kSent, subjects + without_carriage_returns(kSent)).size() < 1100);
}

TEST_CASE("of a message beyond 256 KiB the beginning is compared") {
  const std::string header = "A: b\n\n";
  const auto most = header + std::string(256 * 1024 - header.size() - 1, 'x') + "\n";
  CHECK(told(most + "y", most + "z").empty());
  const auto last = most.size() - 2;
  CHECK_FALSE(told(most, most.substr(0, last) + "y\n").empty());
}
