#include "core/mail/dsn.hpp"
#include "core/mail/mime_part.hpp"
#include "tests/core/mail/notices.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <random>
#include <set>
#include <string>

// Whatever the octets are, reading them ends, soon, and without a fault that the sanitizers see.

using cutwatch::mail::MimePart;
using cutwatch::mail::read_dsn;

namespace {

std::string repeated(const std::string& text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

/// What holds of any mail.
void must_hold(const std::string& mail) {
  const auto dsn = read_dsn(mail);
  if (!dsn) return;
  CHECK(dsn->recipients.size() <= 1000);
  for (const auto& each : dsn->recipients) {
    CHECK_FALSE(each.address.empty());
    CHECK(each.address.find_first_of("\r\n") == std::string::npos);
    CHECK(each.diagnostic.find('\n') == std::string::npos);
  }
}

std::size_t count_of(const MimePart& part) {
  std::size_t count = 1;
  for (const auto& each : part.parts) count += count_of(each);
  return count;
}

std::string nested(std::size_t depth) {
  std::string out = "From: MAILER-DAEMON@example.org\n";
  for (std::size_t i = 0; i < depth; ++i) {
    out += fmt::format("Content-Type: multipart/mixed; boundary=b{}\n\n--b{}\n", i, i);
  }
  return out + "Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.org\n";
}

}  // namespace

TEST_CASE("a mail may end anywhere") {
  const std::set<std::string> whole = {"postfix-report", "odd-report", "qmail", "exchange-2010-plain"};
  for (const auto& [name, mail] : cutwatch::test::notices()) {
    const std::size_t step = whole.contains(name) ? 1 : 11;
    for (std::size_t size = 0; size < mail.size(); size += step) must_hold(mail.substr(0, size));
  }
}

TEST_CASE("any octet may be any other") {
  std::mt19937 random(1);
  for (const auto& [name, mail] : cutwatch::test::notices()) {
    for (int round = 0; round < 40; ++round) {
      auto changed = mail;
      for (int i = 0; i < 8; ++i) changed[random() % changed.size()] = static_cast<char>(random());
      must_hold(changed);
    }
  }
  for (int round = 0; round < 500; ++round) {
    std::string noise(random() % 600, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    must_hold(noise);
    must_hold("From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; boundary=x\n\n--x\n" + noise);
  }
}

TEST_CASE("parts within parts end at a depth, and their number at a number") {
  const auto mail = cutwatch::mail::read_mail(nested(10'000));
  REQUIRE(mail);
  CHECK(count_of(*mail) < 20);
  const auto many = cutwatch::mail::read_mail("Content-Type: multipart/mixed; boundary=b\n\n" +
                                              repeated("--b\n\n", 1'000'000));
  REQUIRE(many);
  CHECK(count_of(*many) <= 201);
  must_hold(nested(3));
  CHECK(read_dsn(nested(3))->recipients.size() == 1);
}

TEST_CASE("a mail of many megabytes is read in no more time than its size asks for") {
  const std::string head = "From: MAILER-DAEMON@example.org\nSubject: failure notice\n";
  const std::string report = head + "Content-Type: multipart/report; boundary=\"b\"\n\n--b\n";
  const std::string status = report + "Content-Type: message/delivery-status\n\n";
  const std::size_t size = 400'000;
  must_hold(head + repeated("a:\n", size));
  must_hold(head + "X: " + repeated("a", 3 * size));
  must_hold(head + "X: a\n" + repeated(" b\n", size));
  must_hold(head + "Content-Type: text/plain" + repeated("; a=b", size));
  must_hold(head + "Content-Type: multipart/mixed" + repeated("; boundary*0=b", size / 4));
  must_hold(head + "\n" + repeated("could not be delivered to <a@example.org>:\n", size / 20));
  must_hold(head + "\ncould not be delivered\n" + repeated("<a@example.org>: 550 5.1.1\n", size / 20));
  must_hold(head + "\ncould not be delivered\n" + repeated("550 ", size));
  must_hold(head + "\n" + std::string(3 * size, '\0'));
  must_hold(head + "Content-Transfer-Encoding: base64\n\n" + repeated("AAAA", size));
  must_hold(head + "Content-Transfer-Encoding: quoted-printable\n\n" + repeated("=\n=4", size));
  must_hold(head + "Content-Type: text/html\n\n" + repeated("<&lt", size));
  must_hold(head + "X-Failed-Recipients: " + repeated("a@example.org,", size / 4) + "\n\n");
  must_hold(status + repeated("Final-Recipient: rfc822; a@example.org\n", size / 20));
  must_hold(status + repeated("Final-Recipient: rfc822; a@example.org\n\nAction: failed\n\n", size / 40));
  must_hold(status + repeated("\n\n", size));
  must_hold(status + "Original-Envelope-Id: " + repeated("+2B", size));
  must_hold(report + repeated("--b-\n--c\n", size / 4));
  must_hold(repeated("--\n", size));
}
