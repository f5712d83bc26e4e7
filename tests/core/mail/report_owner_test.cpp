#include "core/mail/report_owner.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch::mail;

namespace {

using enum ReportDoubt;

const std::string kFrom = "probe@agent.example.net";

std::string token_of(const std::string& id) { return "token-of-" + id; }

std::string ids(const std::string& id, const std::string& token) {
  return fmt::format("X-Cutwatch-Id: {}\r\nX-Cutwatch-Token: {}\r\n", id, token);
}

struct Parts {
  std::string to = kFrom;
  std::string text = "I'm sorry to have to inform you that your message could not be delivered.\r\n";
  std::string envelope_id;
  std::string returned;
  std::string type = "text/rfc822-headers";
};

/// As Postfix writes them.
std::string bounce(const Parts& parts) {
  return fmt::format(
      "Return-Path: <>\r\nFrom: MAILER-DAEMON@proxy.example\r\nTo: {}\r\nAuto-Submitted: auto-replied\r\n"
      "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\n{}\r\n"
      "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; proxy.example\r\n{}\r\n"
      "Final-Recipient: rfc822; probe@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
      "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
      "--b\r\nContent-Type: {}\r\n\r\nFrom: <{}>\r\nMessage-ID: <x@y>\r\n{}\r\n--b--\r\n",
      parts.to, parts.text,
      parts.envelope_id.empty() ? "" : "Original-Envelope-Id: " + parts.envelope_id + "\r\n", parts.type,
      kFrom, parts.returned);
}

std::string qmail(const std::string& copy) {
  return "From: MAILER-DAEMON@proxy.example\r\nTo: " + kFrom +
         "\r\nSubject: failure notice\r\n\r\n"
         "Hi. This is the qmail-send program at proxy.example.\r\nI'm afraid I wasn't able to deliver your "
         "message to the following addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't "
         "work out.\r\n\r\n<probe@example.org>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
         "--- Below this line is a copy of the message.\r\n\r\nReturn-Path: <" +
         kFrom + ">\r\n" + copy + "From: x@y\r\n\r\nbody\r\n";
}

std::string owner(const std::string& mail, bool has_verp = true) {
  const auto claims = read_claims(mail, has_verp ? std::vector{kFrom} : std::vector<std::string>{});
  if (!claims) return "no mail";
  const auto found = owner_of(*claims, token_of);
  return found ? found->id : "- " + std::string(to_string(found.error()));
}

Parts to(const std::string& address) {
  Parts parts;
  parts.to = address;
  return parts;
}

Parts returning(const std::string& fields, const std::string& type = "text/rfc822-headers") {
  Parts parts;
  parts.returned = fields;
  parts.type = type;
  return parts;
}

Parts with_envelope(const std::string& id, const std::string& fields = "") {
  auto parts = returning(fields);
  parts.envelope_id = id;
  return parts;
}

Parts saying(const std::string& text) {
  Parts parts;
  parts.text = text;
  return parts;
}

}  // namespace

TEST_CASE("whose message a bounce is about") {
  const auto good = ids("m1", "token-of-m1");
  const std::string envelope = "m1.token-of-envelope-m1";
  struct Row {
    const char* what;
    std::string mail;
    std::string owner;
  };
  auto contradicting = with_envelope("m2.token-of-envelope-m2", good);
  auto addressed_elsewhere = returning(good);
  addressed_elsewhere.to = "probe+m2@agent.example.net";
  auto addressed_forged = returning(ids("m1", "token-of-m2"));
  addressed_forged.to = "probe+m1@agent.example.net";
  auto addressed_and_named = returning(ids("m1", ""));
  addressed_and_named.to = "probe+m1@agent.example.net";
  const Row rows[] = {
      {"id and token in the returned header", bounce(returning(good)), "m1"},
      {"in a returned message", bounce(returning(good, "message/rfc822")), "m1"},
      {"the envelope id", bounce(with_envelope(envelope)), "m1"},
      {"the envelope id as xtext", bounce(with_envelope("m1.token+2Dof-envelope-m1")), "m1"},
      {"the address", bounce(to("<probe+m1@agent.example.net>")), "m1"},
      {"the address, and an id without a token that agrees", bounce(addressed_and_named), "m1"},
      {"all three", bounce(with_envelope(envelope, good)), "m1"},
      {"a server without MIME that has the copy in its text", qmail(good), "m1"},
      {"its copy without the token", qmail("X-Cutwatch-Id: m1\r\n"), "- unproven"},
      {"nothing of ours", bounce({}), "- foreign"},
      {"a token of another id", bounce(returning(ids("m1", "token-of-m2"))), "- forged"},
      {"a false token, whatever the address says", bounce(addressed_forged), "- forged"},
      {"an id and no token", bounce(returning("X-Cutwatch-Id: m1\r\n")), "- unproven"},
      {"an empty token", bounce(returning(ids("m1", ""))), "- unproven"},
      {"a token and no id", bounce(returning("X-Cutwatch-Token: token-of-m1\r\n")), "- foreign"},
      {"our header quoted in the running text", bounce(saying(good)), "- foreign"},
      {"the same behind words that announce a copy",
       bounce(saying("--- Below this line is a copy of the message.\r\n\r\n" + good)), "- foreign"},
      {"our address in the running text", bounce(saying("probe+m1@agent.example.net\r\n")), "- foreign"},
      {"the id alone as envelope id", bounce(with_envelope("m1")), "- foreign"},
      {"the header's token as envelope id", bounce(with_envelope("m1.token-of-m1")), "- foreign"},
      {"an envelope id of another program", bounce(with_envelope("a.b")), "- foreign"},
      {"two messages by header and envelope", bounce(contradicting), "- contradictory"},
      {"two messages by header and address", bounce(addressed_elsewhere), "- contradictory"},
      {"no bounce", "From: a@b\r\nTo: probe+m1@agent.example.net\r\n" + good + "\r\nhello\r\n",
       "- no_report"},
      {"one that carries a bounce along",
       "From: a@b\r\nSubject: Fwd: look\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
       "Content-Type: message/rfc822\r\n\r\n" +
           bounce(returning(good)) + "\r\n--o--\r\n",
       "- no_report"},
      {"no mail", "", "no mail"},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(owner(row.mail) == row.owner);
  }
}

TEST_CASE("an id in the address counts only where senders have addresses of their own") {
  CHECK(owner(bounce(to("probe+m1@agent.example.net")), false) == "- foreign");
}

namespace {

std::string good_news(std::string mail, const std::string& action) {
  mail.replace(mail.find("failed"), 6, action);
  mail.replace(mail.find("Status: 5.1.1"), 13, "Status: 2.0.0");
  return mail;
}

}  // namespace

TEST_CASE("good news is a message's by a token, and by an address never") {
  CHECK(owner(good_news(bounce(returning(ids("m1", "token-of-m1"))), "delivered")) == "m1");
  CHECK(owner(good_news(bounce(with_envelope("m1.token-of-envelope-m1")), "delivered")) == "m1");
  CHECK(owner(good_news(bounce(with_envelope("m1.token-of-m1")), "delivered")) == "- foreign");
  const auto addressed = bounce(to("probe+m1@agent.example.net"));
  for (const auto* action : {"delivered", "relayed", "expanded"})
    CHECK(owner(good_news(addressed, action)) == "- foreign");
  CHECK(owner(good_news(addressed, "delayed")) == "m1");
  auto elsewhere = returning(ids("m1", "token-of-m1"));
  elsewhere.to = "probe+m2@agent.example.net";
  CHECK(owner(good_news(bounce(elsewhere), "delivered")) == "- contradictory");
}

TEST_CASE("by what a message is proven is told apart") {
  const auto has_token = [](const std::string& mail) {
    return owner_of(*read_claims(mail, {kFrom}), token_of)->has_token;
  };
  CHECK(has_token(bounce(returning(ids("m1", "token-of-m1")))));
  CHECK(has_token(bounce(with_envelope("m1.token-of-envelope-m1"))));
  auto both = with_envelope("m1.token-of-envelope-m1");
  both.to = "probe+m1@agent.example.net";
  CHECK(has_token(bounce(both)));
  CHECK_FALSE(has_token(bounce(to("probe+m1@agent.example.net"))));
}

TEST_CASE("the envelope id is one, and another than the header's token") {
  const auto id = envelope_id("a3f3b1aa32839c98179769906d4d3de2", token_of);
  CHECK(id == "a3f3b1aa32839c98179769906d4d3de2.token-of-envelope-a3f3b1aa32839c98179769906d4d3de2");
}

TEST_CASE("what hostile bounces claim is bounded, and read in linear time") {
  std::string addresses;
  for (int i = 0; i < 10'000; ++i) addresses += fmt::format("To: probe+m{}@agent.example.net\r\n", i);
  const std::string kinds[] = {
      addresses + bounce({}),
      bounce(returning(ids(std::string(200'000, 'm'), std::string(200'000, 't')))),
      bounce(to(std::string(1'000'000, '+') + "probe+")),
      bounce(with_envelope(std::string(200'000, '+'))),
      bounce(saying(std::string(300'000, '<'))),
  };
  for (const auto& mail : kinds) {
    const auto claims = read_claims(mail, {kFrom});
    REQUIRE(claims);
    CHECK(claims->addressed.size() <= 8);
    CHECK(claims->id.size() <= 128);
    CHECK(claims->token.size() <= 128);
    CHECK_FALSE(owner_of(*claims, token_of));
  }
}
