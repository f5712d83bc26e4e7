#include "core/mail/authentication_results.hpp"

#include "core/mail/mime_part.hpp"
#include "core/mail/trace.hpp"
#include "tests/core/mail/traces.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::mail;
using enum AuthenticationVerdict;

namespace {

/// "spf pass, dkim fail" of a field's value.
std::string said(std::string_view value) {
  const auto results = parse_authentication_results(value);
  if (!results) return "malformed";
  std::string out = results->authserv_id + ":";
  for (const auto& each : results->results)
    out += " " + each.method + "=" + std::string(to_string(each.verdict));
  return out;
}

HeaderBlock header_of(const std::string& header) { return read_mail(header + "\n").value().header; }

/// The server that keeps the mailbox, and the one that sent, which is trusted.
const std::string kFromSender =
    "Received: from mail.example.org ([192.0.2.25]) by mx.receiver.example id R1\n";
const std::string kFromAgent = "Received: from agent.example ([203.0.113.9]) by mail.example.org id S1\n";
const std::string kGood =
    "Authentication-Results: mx.receiver.example; spf=pass smtp.mailfrom=a@example.org\n";
const std::string kForged = "Authentication-Results: mx.receiver.example; dmarc=pass\n";

std::vector<AuthenticationResult> believed(const std::string& text,
                                           std::string_view id = "mx.receiver.example") {
  const auto header = header_of(text);
  const std::vector<IpNetwork> trusted{network("192.0.2.25", 32)};
  return believed_results(header, id, believed_lines(read_trace(header), trusted).count);
}

}  // namespace

TEST_CASE("fields are read as receivers write them") {
  const std::map<std::string, std::string> rows{
      // RFC 8601, appendix B.
      {"example.org 1; none", "example.org:"},
      {"example.com; spf=pass smtp.mailfrom=example.net", "example.com: spf=pass"},
      {"example.com;\r\n    auth=pass (cram-md5) smtp.auth=sender@example.net; spf=fail "
       "smtp.mailfrom=example.net",
       "example.com: auth=pass spf=fail"},
      {"example.com; dkim=pass (good signature) header.d=example.com; dkim=fail (bad signature) header.d=a",
       "example.com: dkim=pass dkim=fail"},
      {"foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) "
       "fail\r\n "
       "policy (A dot can go here) . (like that) expired",
       "foo.example.net:"},
      {"foo.example.net 1; dkim/1 = fail policy.expired=x", "foo.example.net: dkim=fail"},
      // Google, rspamd, OpenDMARC, Exim.
      {"mx.google.com;\r\n       dkim=pass header.i=@example.org header.s=s header.b=\"a;b\";\r\n       "
       "spf=softfail "
       "(google.com: domain of x does not designate 192.0.2.1; really) smtp.mailfrom=a@example.org;\r\n      "
       " "
       "dmarc=none (p=NONE sp=NONE dis=NONE) header.from=example.org",
       "mx.google.com: dkim=pass spf=softfail dmarc=none"},
      {"mail.example.org;\n\tdkim=none;\n\tspf=hardfail (x) ;;", "mail.example.org: dkim=none spf=fail"},
      {"\"quoted.example\"; spf=PASS; DKIM=TempError; dmarc=wonderful",
       "quoted.example: spf=pass dkim=temperror dmarc=other"},
      // Microsoft names nobody.
      {"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=neutral; dmarc=permerror "
       "action=none",
       ": spf=pass dkim=neutral dmarc=permerror"},
      // Nothing to read.
      {"", "malformed"},
      {" \t (a comment) ", "malformed"},
      {";;;", "malformed"},
      {"example.org; spf; =pass; sp f=pass; spf=; <x>=pass; a.b=fail", "example.org:"},
  };
  for (const auto& [value, expected] : rows) {
    CAPTURE(value);
    CHECK(said(value) == expected);
  }
}

TEST_CASE("texts are printable and bounded, and so is their number") {
  const auto hostile = parse_authentication_results("h\xc3.example; spf=pass smtp.mailfrom=\x9f@x").value();
  CHECK(hostile.authserv_id == "h\\xc3.example");
  CHECK(hostile.results.at(0).properties == "smtp.mailfrom=\\x9f@x");
  std::string many = "id";
  for (int i = 0; i < 1000; ++i) many += "; dkim=fail header.d=" + std::string(40, 'd');
  CHECK(parse_authentication_results(many).value().results.size() == kMostResults);
  const auto wide = parse_authentication_results("id; spf=pass a=" + std::string(60'000, 'x')).value();
  CHECK(wide.results.at(0).properties.size() <= 256);
  CHECK(said("id; " + std::string(33, 'm') + "=pass") == "id:");
  CHECK(said(std::string(65'537, 'a')) == "malformed");
}

TEST_CASE("only a field of that name above the lowest believed line is believed") {
  CHECK(believed(kGood + kFromSender + kFromAgent).size() == 1);
  // As Google writes it: below the receiver's own line, and above that of the sender, who is trusted.
  CHECK(believed(kFromSender + kGood + kFromAgent).size() == 1);
  CHECK(believed(kFromSender + kFromAgent + kGood).empty());
  CHECK(believed(kGood + kFromSender + kFromAgent, "mx.other.example").empty());
  CHECK(believed(kGood + kFromSender + kFromAgent, "MX.Receiver.Example").size() == 1);
  CHECK(believed(kGood + kFromSender + kFromAgent, "").empty());
  CHECK(believed("Authentication-Results: spf=pass\n" + kFromSender, "").empty());
  // A sender that nobody knows: what lies below the receiver's line may be his.
  const std::string stranger = "Received: from x ([203.0.113.66]) by mx.receiver.example id R2\n";
  CHECK(believed(kGood + stranger + kForged).size() == 1);
  CHECK(believed(stranger + kForged + kFromAgent).empty());
  CHECK(believed(kGood).empty());
}

TEST_CASE("whatever a stranger writes below, wherever, has no say") {
  std::mt19937 random(8601);
  for (int i = 0; i < 300; ++i) {
    std::string below;
    for (auto lines = random() % 6; lines > 0; --lines)
      below += random() % 2 == 0 ? kForged : random() % 2 == 0 ? kFromSender : kFromAgent;
    const auto results = believed(kGood + kFromSender + kFromAgent + below);
    CAPTURE(below);
    REQUIRE(results.size() == 1);
    CHECK_FALSE(verdict_by(results, "dmarc"));
  }
}

TEST_CASE("of several results of a method one is the answer") {
  const auto by = [](std::string_view value, std::string_view method) {
    return verdict_by(parse_authentication_results(value).value().results, method);
  };
  CHECK(by("id; dkim=fail; dkim=pass", "dkim") == pass);
  CHECK(by("id; dkim=fail; dkim=none", "dkim") == AuthenticationVerdict::fail);
  CHECK(by("id; spf=pass smtp.helo=h; spf=softfail smtp.mailfrom=a@b", "spf") == softfail);
  CHECK(by("id; spf=fail smtp.mailfrom=a@b; spf=pass smtp.mailfrom=c@d", "spf") ==
        AuthenticationVerdict::fail);
  CHECK(by("id; dmarc=fail; dmarc=pass", "dmarc") == AuthenticationVerdict::fail);
  CHECK_FALSE(by("id; none", "spf"));
}

TEST_CASE("every verdict has a name that is read back") {
  for (const auto verdict :
       {pass, AuthenticationVerdict::fail, softfail, neutral, none, policy, temperror, permerror, other})
    CHECK(verdict_named(to_string(verdict)) == verdict);
}
