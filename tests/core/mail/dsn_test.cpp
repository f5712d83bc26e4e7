#include "core/mail/dsn.hpp"

#include "tests/core/mail/notices.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <ranges>

using cutwatch::mail::Dsn;
using cutwatch::mail::DsnAction;
using cutwatch::mail::read_dsn;

namespace {

std::string without_blanks_at_ends(const std::string& line) {
  return line.substr(0, line.find_last_not_of(" |") + 1);
}

std::string field(const char* name, const std::string& value) {
  return value.empty() ? std::string() : fmt::format("{}: {}\n", name, value);
}

/// As the files NAME.expected have it. "*" there stands for any diagnostic.
std::string text_of(const Dsn& dsn) {
  auto out = field("bounce", dsn.is_bounce ? "yes" : "no");
  out += field("auto-submitted", dsn.auto_submitted);
  out += field("message id", dsn.original_message_id);
  out += field("envelope id", dsn.original_envelope_id);
  for (const auto& each : dsn.recipients) {
    const auto action = each.action ? to_string(*each.action) : "";
    const auto line = fmt::format("recipient: {} | {} | {} | {} | {}", each.address, action, each.status,
                                  each.remote_mta, each.diagnostic);
    out += without_blanks_at_ends(line) + "\n";
  }
  return out;
}

/// The text without runs of blanks, and without the diagnostics that may be any.
std::string comparable(const std::string& text, const std::string& expected) {
  std::string out;
  auto wanted = std::istringstream(expected);
  auto lines = std::istringstream(text);
  for (std::string line, want; std::getline(lines, line);) {
    std::getline(wanted, want);
    const bool is_any = want.ends_with("| *");
    const auto kept = is_any ? line.substr(0, line.rfind('|')) : line;
    for (const char c : without_blanks_at_ends(kept)) {
      if (c != ' ' || !out.ends_with(' ')) out.push_back(c);
    }
    out.push_back('\n');
  }
  return out;
}

Dsn read(const std::string& mail) {
  const auto dsn = read_dsn(mail);
  REQUIRE(dsn);
  return *dsn;
}

std::string with_line_ends(const std::string& mail, const std::string& end) {
  std::string out;
  for (const char c : mail) out += c == '\n' ? end : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("each sample mail is read as the file beside it says, whatever ends its lines") {
  const auto mails = cutwatch::test::notices();
  CHECK(mails.size() > 30);
  for (const auto& [name, mail] : mails) {
    INFO(name);
    const auto expected =
        cutwatch::test::file_text(std::filesystem::path(CUTWATCH_NOTICES) / (name + ".expected"));
    const auto found = text_of(read(mail));
    CHECK(comparable(found, expected) == comparable(expected, expected));
    CHECK(text_of(read(with_line_ends(mail, "\r\n"))) == found);
    CHECK(text_of(read(with_line_ends(mail, "\r"))) == found);
  }
}

TEST_CASE("a notice sent on by a person is none, whoever wrote it") {
  for (const auto& [name, mail] : cutwatch::test::notices()) {
    INFO(name);
    const auto forwarded =
        "From: Bob <bob@example.org>\nTo: carol@example.com\nSubject: Fwd: failure notice\n"
        "Content-Type: multipart/mixed; boundary=\"=forward\"\n\n--=forward\nContent-Type: text/plain\n\nSee "
        "below.\n\n--=forward\nContent-Type: message/rfc822\n\n" +
        mail + "\n--=forward--\n";
    const auto dsn = read(forwarded);
    CHECK_FALSE(dsn.is_bounce);
    CHECK(dsn.recipients.empty());
  }
}

TEST_CASE("a report that has lost its end is read as far as it goes") {
  auto mail = cutwatch::test::notices().at("postfix-report");
  mail.resize(mail.find("Content-Description: Undelivered Message"));
  const auto dsn = read(mail);
  CHECK(dsn.is_bounce);
  REQUIRE(dsn.recipients.size() == 1);
  CHECK(dsn.recipients.front().status == "5.1.1");
  CHECK(dsn.original_message_id.empty());
}

TEST_CASE("a report whose boundary is not told is read by the one that it uses") {
  auto mail = cutwatch::test::notices().at("postfix-report");
  const auto start = mail.find("\tboundary=");
  mail.erase(start, mail.find('\n', start) + 1 - start);
  const auto dsn = read(mail);
  REQUIRE(dsn.recipients.size() == 1);
  CHECK(dsn.recipients.front().action == DsnAction::failed);
  CHECK(dsn.original_message_id == "<tokdsn@agent.example.com>");
}

TEST_CASE("the mail that a report is about is named in the report too, with brackets or without") {
  const std::string report =
      "From: MAILER-DAEMON@example.org\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "
      "mail.example.org\n";
  const std::string recipient = "\nFinal-Recipient: rfc822; nosuch@example.net\nAction: failed\n";
  for (const std::string id : {"<1@example.com>", "1@example.com"}) {
    const auto dsn = read(report + "X-Original-Message-ID: " + id + "\n" + recipient);
    CHECK(dsn.original_message_id == id);
  }
  CHECK(read(report + "X-Original-Message-ID: none\n" + recipient).original_message_id.empty());
}

TEST_CASE("what is no mail is refused") {
  for (const std::string text :
       {"", "\n\n", "hello", "no field\n\nFrom: a@example.org\n", " folded: no\n", ":\n"}) {
    INFO(text);
    const auto dsn = read_dsn(text);
    REQUIRE_FALSE(dsn);
    CHECK(dsn.error().kind == cutwatch::FailureKind::malformed);
    CHECK(dsn.error().detail == "no header field");
  }
  CHECK(read("From: a@example.org").recipients.empty());
  CHECK(read("From alice Tue Dec  1 10:00:00 2026\nFrom: a@example.org\n\n").recipients.empty());
}
