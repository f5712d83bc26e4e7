#include "core/mail/received.hpp"

#include "core/text/date.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

/// What is read, as lines of "field=value", in the order of `Received`.
std::string read(std::string_view value) {
  const auto received = parse_received(value);
  if (!received) return "error";
  std::string out;
  const auto add = [&out](const char* field, const std::optional<std::string>& text) {
    if (text) out += (out.empty() ? "" : "|") + std::string(field) + "=" + *text;
  };
  add("from", received->from);
  add("ip", received->from_ip ? std::optional(received->from_ip->text()) : std::nullopt);
  add("helo", received->helo);
  add("by", received->by);
  add("with", received->with);
  add("id", received->id);
  add("for", received->recipient);
  add("via", received->via);
  add("sender", received->envelope_from);
  add("date", received->date ? std::optional(rfc3339(*received->date).substr(5, 11)) : std::nullopt);
  return out;
}

struct Row {
  const char* value;
  const char* read;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    INFO(row.value);
    CHECK(read(row.value) == row.read);
  }
}

}  // namespace

TEST_CASE("Received: Postfix") {
  check({
      {"from proxy.example (unknown [192.0.2.2])\n\tby upstream.example (Postfix) with ESMTPS id "
       "6D9FBA78719\n\t"
       "for <probe@example.org>; Sat, 21 Nov 2026 16:23:58 +0000 (UTC)",
       "from=proxy.example|ip=192.0.2.2|by=upstream.example|with=ESMTPS|id=6D9FBA78719|for=probe@example.org|"
       "date=11-21T16:23"},
      {"from a.example (unknown [IPv6:::1]) by proxy.example (Postfix) with ESMTP id 4jWyGb3ncnz1bl3g for "
       "<probe@example.org>; Sat, 21 Nov 2026 16:24:55 +0000 (UTC)",
       "from=a.example|ip=::1|by=proxy.example|with=ESMTP|id=4jWyGb3ncnz1bl3g|for=probe@example.org|"
       "date=11-21T16:24"},
      {"from [198.51.100.9] (unknown [192.0.2.9]) by h.example (Postfix) with ESMTPSA id Q; 21 Nov 2026 "
       "16:24:55 "
       "+0000",
       "from=198.51.100.9|ip=192.0.2.9|by=h.example|with=ESMTPSA|id=Q|date=11-21T16:24"},
      {"from m.example (m.example [192.0.2.2])\r\n (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
       "(256/256 "
       "bits)\r\n key-exchange X25519 server-signature RSA-PSS (2048 bits))\r\n (No client certificate "
       "requested)\r\n (Authenticated sender: u)\r\n by h.example (Postfix) with ESMTPS id Q\r\n for "
       "<p@example.org>; "
       "Sat, 21 Nov 2026 16:24:55 +0000",
       "from=m.example|ip=192.0.2.2|by=h.example|with=ESMTPS|id=Q|for=p@example.org|date=11-21T16:24"},
      {"by proxy.example (Postfix, from userid 0)\n\tid 4jWyHQ02lyz1bl42; Sat, 21 Nov 2026 16:25:37 +0000 "
       "(UTC)",
       "by=proxy.example|id=4jWyHQ02lyz1bl42|date=11-21T16:25"},
  });
}

TEST_CASE("Received: Exim, OpenSMTPD and sendmail") {
  check({
      {"from [192.0.2.2] (port=33094 helo=proxy.example)\n\tby exim.example with esmtp (Exim 4.96)\n\t"
       "(envelope-from <alice@example.net>)\n\tid 1xUnsc-0008Bp-14\n\tfor probe@example.org;\n\tSat, 21 Nov "
       "2026 "
       "16:23:58 +0000",
       "from=192.0.2.2|ip=192.0.2.2|helo=proxy.example|by=exim.example|with=esmtp|id=1xUnsc-0008Bp-14|"
       "for=probe@example.org|sender=alice@example.net|date=11-21T16:23"},
      {"from m.example ([192.0.2.2]:33094 helo=[198.51.100.9]) by exim.example with esmtps  (TLS1.3) tls "
       "TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <>) id I; Sat, 21 Nov 2026 16:23:58 +0000",
       "from=m.example|ip=192.0.2.2|helo=198.51.100.9|by=exim.example|with=esmtps|id=I|sender=|date=11-21T16:"
       "23"},
      {"from agent.example (<unknown> [192.0.2.9])\n\tby o.example (OpenSMTPD) with ESMTP id 7e715afd\n\tfor "
       "<probe@example.org>;\n\tSat, 21 Nov 2026 16:24:00 +0000 (UTC)",
       "from=agent.example|ip=192.0.2.9|by=o.example|with=ESMTP|id=7e715afd|for=probe@example.org|"
       "date=11-21T16:24"},
      {"from h.example (IDENT:u@rdns.example [192.0.2.7] (may be forged)) by x.example (8.11.6/8.11.6) with "
       "SMTP id "
       "f1DGo for <p@example.org>; Sat, 21 Nov 2026 16:24:00 GMT",
       "from=h.example|ip=192.0.2.7|by=x.example|with=SMTP|id=f1DGo|for=p@example.org|date=11-21T16:24"},
      {"(from root@localhost) by x.example (8.14.4/8.14.4/Submit) id f1; Sat, 21 Nov 2026 16:24:00 GMT",
       "by=x.example|id=f1|date=11-21T16:24"},
  });
}

TEST_CASE("Received: Exchange, Gmail and Dovecot") {
  check({
      {"from A.example (10.0.0.1) by B.example (10.0.0.2) with Microsoft SMTP Server (version=TLS1_2, "
       "cipher=TLS_X) id 15.1.2507.39; Sat, 21 Nov 2026 16:24:00 +0000",
       "from=A.example|ip=10.0.0.1|by=B.example|with=Microsoft SMTP Server|id=15.1.2507.39|date=11-21T16:24"},
      {"from A.example ([fe80::1%6]) by B.example ([fe80::2%6]) with mapi id 15.01.2507.039; Sat, 21 Nov "
       "2026 "
       "16:24:00 +0000",
       "from=A.example|ip=fe80::1|by=B.example|with=mapi|id=15.01.2507.039|date=11-21T16:24"},
      {"from A.example (2001:db8::1) by B.example (2001:db8::2) with Microsoft SMTP Server id 15.20.1.2 via "
       "Frontend "
       "Transport; Sat, 21 Nov 2026 16:24:00 +0000",
       "from=A.example|ip=2001:db8::1|by=B.example|with=Microsoft SMTP Server|id=15.20.1.2|via=Frontend "
       "Transport|date=11-21T16:24"},
      {"by 2002:a05:6512:10::1 with SMTP id abc123csp; Sat, 21 Nov 2026 08:24:00 -0800 (PST)",
       "by=2002:a05:6512:10::1|with=SMTP|id=abc123csp|date=11-21T16:24"},
      {"from mail-x.example (mail-x.example. [192.0.2.41]) by mx.example with ESMTPS id abc for "
       "<p@example.org> "
       "(version=TLS1_3 cipher=TLS_X bits=128/128); Sat, 21 Nov 2026 08:24:00 -0800 (PST)",
       "from=mail-x.example|ip=192.0.2.41|by=mx.example|with=ESMTPS|id=abc|for=p@example.org|date=11-21T16:"
       "24"},
      {"from mx.example ([2001:db8::9])\n\tby store.example with LMTP\n\tid aBcD+efG\n\t(envelope-from "
       "<a@example.net>)\n\tfor <p@example.org>; Sat, 21 Nov 2026 16:24:00 +0000",
       "from=mx.example|ip=2001:db8::9|by=store.example|with=LMTP|id=aBcD+efG|for=p@example.org|"
       "sender=a@example.net|date=11-21T16:24"},
  });
}

TEST_CASE("Received: qmail and other forms") {
  check({
      {"(qmail 24365 invoked by uid 99); 21 Nov 2026 16:24:00 -0000", "date=11-21T16:24"},
      {"from unknown (HELO x.example) (192.0.2.4) by 0 with SMTP; 21 Nov 2026 16:24:00 -0000",
       "from=unknown|ip=192.0.2.4|helo=x.example|by=0|with=SMTP|date=11-21T16:24"},
      {"from h.example (HELO [198.51.100.9]) (u@192.0.2.4) by 0 with SMTP; 21 Nov 2026 16:24:00 -0000",
       "from=h.example|ip=192.0.2.4|helo=198.51.100.9|by=0|with=SMTP|date=11-21T16:24"},
      {"from 127.0.0.1  (EHLO m.example) (192.0.2.4)\n  by mta.example with SMTPs; Sat, 21 Nov 2026 16:24:00 "
       "+0000",
       "from=127.0.0.1|ip=192.0.2.4|helo=m.example|by=mta.example|with=SMTPs|date=11-21T16:24"},
      {"from ([192.0.2.1:33672]) by e.example (ecelerity 3.3) with ESMTP id A/B-1; Sat, 21 Nov 2026 16:24:00 "
       "+0000",
       "ip=192.0.2.1|by=e.example|with=ESMTP|id=A/B-1|date=11-21T16:24"},
      {"from x.example (192.0.2.1:25000) by y.example; Sat, 21 Nov 2026 16:24:00 +0000",
       "from=x.example|ip=192.0.2.1|by=y.example|date=11-21T16:24"},
      {"from z.example (LHLO z.example) (192.0.2.5) by z.example with LMTP; Sat, 21 Nov 2026 16:24:00 +0000 "
       "(UTC)",
       "from=z.example|ip=192.0.2.5|helo=z.example|by=z.example|with=LMTP|date=11-21T16:24"},
      {"from pop.example [192.0.2.1] by localhost with IMAP (fetchmail-6.3) for <u@localhost> (single-drop); "
       "Sat, 21 "
       "Nov 2026 16:24:00 +0000",
       "from=pop.example|ip=192.0.2.1|by=localhost|with=IMAP|for=u@localhost|date=11-21T16:24"},
      {"by filter1.example with SMTP id filter1-20327 2026-11-21 16:24:30.405437 +0000 UTC m=+1",
       "by=filter1.example|with=SMTP|id=filter1-20327|date=11-21T16:24"},
      {"from a.example (192.0.2.3) by b.example with ESMTP for <r@example.org> from <s@example.net>; Sat, 21 "
       "Nov 2026 "
       "16:24:00 +0000",
       "from=a.example|ip=192.0.2.3|by=b.example|with=ESMTP|for=r@example.org|sender=s@example.net|"
       "date=11-21T16:24"},
      {"from a.example by b.example with ESMTP id X", "from=a.example|by=b.example|with=ESMTP|id=X"},
      {"FROM a.example BY b.example WITH ESMTP ID X; sometime",
       "from=a.example|by=b.example|with=ESMTP|id=X"},
      {"from a.example using TLSv1.2 with cipher X by b.example with ESMTPS; 21 Nov 2026 16:24:00 GMT",
       "from=a.example|by=b.example|with=ESMTPS|date=11-21T16:24"},
      {"from a.example by b.example with (X encrypted) SMTP (y) z id Q; 21 Nov 2026 16:24:00 GMT",
       "from=a.example|by=b.example|with=SMTP|id=Q|date=11-21T16:24"},
      {"from a.example by b.example; 21 Nov 2026 16:24:00 GMT (GMT) (envelope-from s@example.net) "
       "([192.0.2.9])",
       "from=a.example|by=b.example|sender=s@example.net|date=11-21T16:24"},
      {"from a.example; 21 Nov 2026 16:24:00 GMT ([192.0.2.9])", "from=a.example|date=11-21T16:24"},
      {"from mon.example by b.example id X", "from=mon.example|by=b.example|id=X"},
  });
}

TEST_CASE("Received: what the peer says of itself is never its address") {
  for (const auto* value :
       {"from [198.51.100.9].evil (helo=[198.51.100.9]) by b.example; 21 Nov 2026 16:24:00 GMT",
        "from 198.51.100.9 by b.example; 21 Nov 2026 16:24:00 GMT",
        "from x (HELO 198.51.100.9) by b.example; 21 Nov 2026 16:24:00 GMT",
        "from x (ident=[198.51.100.9]) by b.example; 21 Nov 2026 16:24:00 GMT",
        "by b.example for <r@example.org> from <s@example.net> ([198.51.100.9]); 21 Nov 2026 16:24:00 GMT",
        "from x by b.example ([198.51.100.9]) id 198.51.100.9; 21 Nov 2026 16:24:00 GMT"}) {
    INFO(value);
    const auto received = parse_received(value);
    REQUIRE(received);
    CHECK_FALSE(received->from_ip);
  }
  const auto beside = parse_received("from x (helo=[198.51.100.9] [192.0.2.1]) by b.example; x");
  CHECK(beside.value().from_ip->text() == "192.0.2.1");
}

TEST_CASE("Received: a peer that calls itself as a clause is called hides no address") {
  check({
      {"from by (r.example [192.0.2.9]) by h.example (Postfix) with ESMTP id Q; 21 Nov 2026 16:24:00 GMT",
       "from=by|ip=192.0.2.9|by=h.example|with=ESMTP|id=Q|date=11-21T16:24"},
      {"from from (r.example [192.0.2.9]) by h.example with ESMTP id Q; 21 Nov 2026 16:24:00 GMT",
       "from=from|ip=192.0.2.9|by=h.example|with=ESMTP|id=Q|date=11-21T16:24"},
      {"from with (r.example [192.0.2.9]) by h.example with ESMTP id Q; 21 Nov 2026 16:24:00 GMT",
       "from=with|ip=192.0.2.9|by=h.example|with=ESMTP|id=Q|date=11-21T16:24"},
  });
}

TEST_CASE("Received: the answer that Exim had of the peer's ident is never its address") {
  for (const auto* value :
       {"from [192.0.2.9] (port=33094 helo=x ident=a [198.51.100.7]) by e.example with esmtp; x",
        "from [192.0.2.9] (ident=a) ([198.51.100.7]) by e.example with esmtp; x",
        "from r.example ([192.0.2.9]:25000 helo=x ident=a [198.51.100.7]) by e.example with esmtp; x"}) {
    INFO(value);
    CHECK(parse_received(value).value().from_ip->text() == "192.0.2.9");
  }
}

TEST_CASE("Received: that somebody handed the mail over is known whether or not who") {
  for (const auto* value : {"from a.example by b.example", "from ([x]) by b.example",
                            "from (HELO x) by b.example", "by b.example from (x)", "FROM by"}) {
    INFO(value);
    CHECK(parse_received(value).value().has_from);
  }
  for (const auto* value : {"by b.example id X", "(from root@localhost) by b.example (8.14.4/Submit) id f1",
                            "by b.example (Postfix, from userid 0) id X",
                            "(qmail 1 invoked by uid 9); 21 Nov 2026 16:24:00 -0000",
                            "by b.example for <r@example.org> from <s@example.net>"}) {
    INFO(value);
    CHECK_FALSE(parse_received(value).value().has_from);
  }
  CHECK_FALSE(parse_received("from"));
}

TEST_CASE("Received: what is none is an error") {
  for (const auto* value : {"", " \r\n\t", "hello", "(a comment)", ";;;;", "((((", "\xff\xfe"})
    CHECK_FALSE(parse_received(value));
  CHECK_FALSE(parse_received(std::string(65'537, 'a')));
  CHECK_FALSE(parse_received("from " + std::string(65'532, 'a')));
  CHECK(parse_received("from " + std::string(65'531, 'a')));
}

TEST_CASE("Received: any bytes are answered, each beginning of a line too") {
  const std::string line =
      "from h.example (IDENT:u@r.example [192.0.2.7] (may \\( be)) by \"x y\".example (a;b) with SMTP via V "
      "id <I;d> "
      "for <p@example.org>; (c) Sat, 21 Nov 2026 16:24:00 +0000 (UTC)";
  for (std::size_t size = 0; size <= line.size(); ++size)
    CHECK_NOTHROW((void)parse_received(line.substr(0, size)));
  std::mt19937 random(1);
  const std::string letters = "fromby vwithid;()<>[]\"\\=:.%@,1a\n\xff";
  for (int i = 0; i < 20'000; ++i) {
    std::string value;
    for (auto left = random() % 60; left > 0; --left) value += letters[random() % letters.size()];
    CHECK_NOTHROW((void)parse_received(value));
  }
}

TEST_CASE("Received: a long line is read in a time that grows with its length") {
  for (const auto* piece : {"(", ")", "<", "\"", "(a ", "Mon, ", "1 Dec ", "[", "; ", "from ", "(<", "\\"}) {
    std::string value = "from ";
    while (value.size() < 60'000) value += piece;
    CHECK_NOTHROW((void)parse_received(value));
  }
}
