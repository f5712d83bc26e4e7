#include "core/mail/trace.hpp"

#include "tests/core/mail/traces.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

const std::vector<IpNetwork> kTrusted{network("192.0.2.25", 32), network("198.51.100.0", 28)};

std::size_t trusted_of(const std::vector<std::string>& values) {
  return trusted_hops(trace_of(values), kTrusted).size();
}

Peer peer_of_value(const std::string& value) { return peer_in(parse_received(value).value(), kTrusted); }

}  // namespace

TEST_CASE("a trace has the Received fields of the header, the last added first, and no other") {
  const auto mail = read_mail(
      "Received: by first.example id A\nX-Received: by other.example id X\nRECEIVED : by second.example\n id "
      "B\n"
      "Received-SPF: pass\nReceived: hello\nSubject: t\n\nReceived: by body.example id C\n");
  const auto trace = read_trace(mail.value().header);
  REQUIRE(trace.fields.size() == 3);
  CHECK(trace.fields[0]->id == "A");
  CHECK(trace.fields[1]->id == "B");
  CHECK_FALSE(trace.fields[2]);
  CHECK(trace_of({}).fields.empty());
}

TEST_CASE("a trace has at most 32 fields, those on top") {
  std::vector<std::string> values;
  for (int i = 0; i < 40; ++i) values.push_back("by h.example id Q" + std::to_string(i));
  const auto trace = trace_of(values);
  REQUIRE(trace.fields.size() == 32);
  CHECK(trace.fields.back()->id == "Q31");
}

TEST_CASE("a peer is known by its address, never by a name") {
  CHECK(peer_of_value("from x ([198.51.100.7]) by h") == Peer::trusted);
  CHECK(peer_of_value("from x ([IPv6:::ffff:198.51.100.7]) by h") == Peer::trusted);
  CHECK(peer_of_value("from x ([198.51.100.16]) by h") == Peer::stranger);
  CHECK(peer_of_value("from localhost (localhost [203.0.113.9]) by h") == Peer::stranger);
  CHECK(peer_of_value("from x ([127.0.0.1]) by h") == Peer::own_host);
  CHECK(peer_of_value("from x ([::ffff:127.0.0.1]) by h") == Peer::own_host);
  CHECK(peer_of_value("from x ([IPv6:::1]) by h") == Peer::own_host);
  CHECK(peer_of_value("from x ([127.0.0.2]) by h") == Peer::stranger);
  CHECK(peer_in(parse_received("from x ([127.0.0.2]) by h").value(), {network("127.0.0.2", 32)}) ==
        Peer::trusted);
}

TEST_CASE("a peer without an address is the host's own only where nobody is named or LMTP is spoken") {
  CHECK(peer_of_value("by 2002:a05:6512:10::1 with SMTP id abc123csp; 21 Nov 2026 08:24:00 -0800") ==
        Peer::own_host);
  CHECK(peer_of_value(
            "by mx-old.example.org (Postfix, from userid 110) id 4jWyHQ02lyz1bl42; 21 Nov 2026 16:25:37 "
            "+0000") == Peer::own_host);
  CHECK(peer_of_value("(qmail 24365 invoked by uid 99); 21 Nov 2026 16:24:00 -0000") == Peer::own_host);
  CHECK(peer_of_value(kLmtpOverSocket) == Peer::own_host);
  CHECK(peer_of_value("from h.example ([unix socket]) by h.example (Cyrus v2.4.17) with LMTPA; 21 Nov 2026 "
                      "16:24:00 +0000") == Peer::own_host);
  CHECK(peer_of_value("from x ([203.0.113.9]) by h with LMTP") == Peer::stranger);
  for (const auto* value :
       {"from localhost by h with ESMTP id Q", "from proxy.example.org by h with ESMTP id Q",
        "from 198.51.100.7 by h with ESMTP", "from (HELO x) by h with SMTP", "from ([x]) by h with SMTP",
        "from proxy.example.org (HELO 198.51.100.7) by h with SMTP",
        "from root by h with local (Exim 4.96)"}) {
    INFO(value);
    CHECK(peer_of_value(value) == Peer::unclear);
  }
}

TEST_CASE("a peer that calls itself as a clause is called is a stranger all the same") {
  for (const auto* name : {"by", "from", "with", "id", "for", "via", "BY"}) {
    INFO(name);
    CHECK(peer_of_value("from " + std::string(name) +
                        " (unknown [203.0.113.9]) by h (Postfix) with ESMTP id Q") == Peer::stranger);
  }
}

TEST_CASE("the first field is believed, and each below one that names its own host or a trusted one") {
  CHECK(trusted_of({}) == 0);
  CHECK(trusted_of({"hello"}) == 0);
  CHECK(trusted_of({"hello", kOldFromProxy}) == 0);
  CHECK(trusted_of({kOldFromProxy}) == 1);
  CHECK(trusted_of({kOldFromProxy, kProxyFromAgent}) == 2);
  CHECK(trusted_of({kLmtp, kOldFromProxy, kProxyFromAgent}) == 3);
  CHECK(trusted_of({kLmtpOverSocket, kOldFromProxy, kProxyFromAgent}) == 3);
  CHECK(trusted_of({kOldFromProxy, "hello", kProxyFromAgent}) == 1);
}

TEST_CASE("nothing below a field that names a stranger is believed") {
  CHECK(trusted_of({kOldFromStranger, kOldFromProxy, kProxyFromAgent}) == 1);
  CHECK(trusted_of({kLmtp, kOldFromStranger, kOldFromProxy}) == 2);
  CHECK(trusted_of({kOldFromProxy, kProxyFromAgent, kOldFromProxy, kProxyFromAgent}) == 2);
  CHECK(trusted_of({"from localhost by mx-old.example.org with ESMTP id Q", kOldFromProxy}) == 1);
}

TEST_CASE(
    "believed lines reach the sender where the lowest had it from a stranger, or nothing lies below it") {
  const auto believed = [](const std::vector<std::string>& values) {
    return believed_lines(read_trace(values), kTrusted);
  };
  CHECK(believed({kOldFromProxy, kProxyFromAgent}) == BelievedLines{.count = 2, .reach_sender = true});
  CHECK(believed({kOldFromProxy, kProxyFromAgent, "by evil id X"}) ==
        BelievedLines{.count = 2, .reach_sender = true});
  CHECK(believed({kOldFromProxy}) == BelievedLines{.count = 1, .reach_sender = false});
  CHECK(believed({kOldFromProxy, "hello"}) == BelievedLines{.count = 1, .reach_sender = false});
  CHECK(believed({kLmtp}) == BelievedLines{.count = 1, .reach_sender = true});
  CHECK(believed({kLmtp, "hello"}) == BelievedLines{.count = 1, .reach_sender = false});
  CHECK(believed({"from localhost by h with ESMTP id Q"}) ==
        BelievedLines{.count = 1, .reach_sender = false});
  CHECK(believed({}) == BelievedLines{});
  CHECK(believed({"hello", kOldFromStranger}) == BelievedLines{});
}
