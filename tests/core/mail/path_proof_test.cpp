#include "core/mail/path_proof.hpp"

#include "tests/core/mail/traces.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

using Values = std::vector<std::string>;

const auto kProxy = network("198.51.100.0", 28);
const auto kProxyV6 = network("2001:db8:5::", 64);
const auto kOld = network("192.0.2.25", 32);

/// By way of the proxy to the old server.
WayExpected by_proxy() {
  return {.trusted = {kOld, kProxy, kProxyV6},
          .through = {kProxy, kProxyV6},
          .not_through = {},
          .queue_id = kProxyId};
}

/// Straight to the new server, not by way of the old one.
WayExpected past_old(std::string queue_id) {
  return {.trusted = {kOld}, .through = {}, .not_through = {kOld}, .queue_id = std::move(queue_id)};
}

/// "outcome grade: why".
std::string proof(const Values& values, const WayExpected& way) {
  const auto proof = prove_path(trace_of(values), way);
  return std::string(to_string(proof.outcome)) + " " + std::string(to_string(proof.grade)) + ": " + proof.why;
}

const std::string kNewFromAgent =
    "from agent.example (unknown [203.0.113.50])\n\tby mx-new.example.org (Postfix) with ESMTP id "
    "4jWzAA11\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:55 +0000 (UTC)";
const std::string kNewFromOld =
    "from mx-old.example.org (mx-old.example.org [192.0.2.25])\n\tby mx-new.example.org (Postfix) with ESMTP "
    "id "
    "4jWzBB22\n\tfor <probe@example.org>; Sat, 21 Nov 2026 16:23:58 +0000 (UTC)";

}  // namespace

TEST_CASE("mail by way of the proxy is proven by the queue id that it told") {
  const std::string proven =
      "proven by_queue_id: mx-old.example.org had it from 198.51.100.7, queue id 4jWyGb31wtz1bl3D";
  CHECK(proof({kOldFromProxy, kProxyFromAgent}, by_proxy()) == proven);
  CHECK(proof({kLmtp, kOldFromProxy, kProxyFromAgent}, by_proxy()) == proven);
  CHECK(proof({kLmtpOverSocket, kOldFromProxy, kProxyFromAgent}, by_proxy()) == proven);
}

TEST_CASE("mail by way of a proxy whose id is not seen is proven by its address") {
  const std::string proven = "proven by_address: mx-old.example.org had it from 198.51.100.7";
  auto way = by_proxy();
  CHECK(proof({kOldFromProxy}, way) == proven);  // it writes no Received line
  way.trusted = {kOld};                          // its line is not believed
  CHECK(proof({kOldFromProxy, kProxyFromAgent}, way) == proven);
  way = by_proxy();
  for (const auto* id : {"", "4JWYGB31WTZ1BL3D", "4jWyGb31wtz1bl3", "other"}) {
    INFO(id);
    way.queue_id = id;
    CHECK(proof({kOldFromProxy, kProxyFromAgent}, way) == proven);
  }
}

TEST_CASE("mail that went round the proxy contradicts, whatever is forged below") {
  const std::string contradicted =
      "contradicted none: mx-old.example.org had it from 203.0.113.9, not from 198.51.100.0/28 or "
      "2001:db8:5::/64";
  CHECK(proof({kOldFromStranger}, by_proxy()) == contradicted);
  CHECK(proof({kLmtp, kOldFromStranger}, by_proxy()) == contradicted);
  CHECK(proof({kOldFromStranger, kOldFromProxy, kProxyFromAgent}, by_proxy()) == contradicted);
  CHECK(proof({kOldFromStranger, kProxyFromAgent}, by_proxy()) == contradicted);
  CHECK(proof({kOldFromStranger, "hello"}, by_proxy()) == contradicted);
}

TEST_CASE("mail that went round the proxy contradicts though the server's own id is the one told") {
  auto way = by_proxy();
  way.queue_id = "E313FA78777";
  CHECK(prove_path(trace_of({kOldFromStranger}), way).outcome == PathProof::Outcome::contradicted);
}

TEST_CASE("a stranger that greets as a clause, or with an address of the proxy, lends nothing") {
  for (const auto* name : {"by", "from", "with", "id", "for", "via", "[198.51.100.7]", "198.51.100.7",
                           "proxy.example.org", "LMTP", "127.0.0.1"}) {
    const auto top =
        "from " + std::string(name) +
        " (unknown [203.0.113.9])\n\tby mx-old.example.org (Postfix) with ESMTP id Q;\n\tSat, 21 Nov "
        "2026 16:23:58 +0000 (UTC)";
    INFO(name);
    CHECK(prove_path(trace_of({top, kOldFromProxy, kProxyFromAgent}), by_proxy()).outcome ==
          PathProof::Outcome::contradicted);
  }
}

TEST_CASE("several hosts of the proxy hand the mail on among themselves") {
  const std::string old =
      "from out.proxy.example.org (out.proxy.example.org [198.51.100.8])\n\tby mx-old.example.org (Postfix) "
      "with "
      "ESMTPS id 6D9F; Sat, 21 Nov 2026 16:23:58 +0000 (UTC)";
  const std::string filter =
      "from localhost (out.proxy.example.org [127.0.0.1])\n\tby out.proxy.example.org (Postfix) with ESMTP "
      "id "
      "6D9E; Sat, 21 Nov 2026 16:23:57 +0000 (UTC)";
  const std::string out =
      "from in.proxy.example.org (in.proxy.example.org [198.51.100.7])\n\tby out.proxy.example.org (Postfix) "
      "with "
      "ESMTP id 6D9D; Sat, 21 Nov 2026 16:23:56 +0000 (UTC)";
  CHECK(proof({old, filter, out, kProxyFromAgent}, by_proxy()) ==
        "proven by_queue_id: mx-old.example.org had it from 198.51.100.8, queue id 4jWyGb31wtz1bl3D");
  // Inside, it has addresses that nobody has told us: the id lies below them.
  const std::string inner =
      "from in.proxy.example.org (unknown [203.0.113.77])\n\tby out.proxy.example.org (Postfix) with ESMTP "
      "id 6D9D";
  CHECK(proof({old, inner, kProxyFromAgent}, by_proxy()) ==
        "proven by_address: mx-old.example.org had it from 198.51.100.8");
}

TEST_CASE("the ways of IPv6 are proven alike") {
  const std::string old =
      "from proxy.example.org (unknown [IPv6:2001:db8:5::7])\n\tby mx-old.example.org (Postfix) with ESMTPS "
      "id Q; "
      "Sat, 21 Nov 2026 16:23:58 +0000 (UTC)";
  CHECK(proof({old, kProxyFromAgent}, by_proxy()) ==
        "proven by_queue_id: mx-old.example.org had it from 2001:db8:5::7, queue id 4jWyGb31wtz1bl3D");
  const std::string stranger =
      "from proxy.example.org ([2001:db8:6::7] helo=x)\n\tby mx-old.example.org with esmtp (Exim 4.96) id Q";
  CHECK(proof({stranger, kProxyFromAgent}, by_proxy()) ==
        "contradicted none: mx-old.example.org had it from 2001:db8:6::7, not from 198.51.100.0/28 or "
        "2001:db8:5::/64");
  const std::string mapped =
      "from proxy.example.org ([::ffff:198.51.100.7])\n\tby mx-old.example.org with ESMTP id Q";
  CHECK(proof({mapped}, by_proxy()) == "proven by_address: mx-old.example.org had it from 198.51.100.7");
}

TEST_CASE("the version that Exchange writes for an id is none") {
  const std::string exchange =
      "from proxy.example.org (198.51.100.7) by EX01.example.org\n (192.0.2.25) with Microsoft SMTP Server "
      "(version=TLS1_2,\n cipher=TLS_X) id 15.1.2507.39; Sat, 21 Nov 2026 16:23:58 +0000";
  auto way = by_proxy();
  way.queue_id = "15.1.2507.39";
  CHECK(proof({exchange}, way) == "proven by_address: EX01.example.org had it from 198.51.100.7");
  way.through = {};
  CHECK(proof({exchange}, way) ==
        "unknown none: no Received line that is believed bears the queue id 15.1.2507.39");
}

TEST_CASE("two trusted servers relay: either may be the one that the proxy hands to") {
  auto way = by_proxy();
  way.trusted.push_back(network("192.0.2.40", 32));
  const std::string store =
      "from mx-old.example.org (mx-old.example.org [192.0.2.25])\n\tby store.example.org with ESMTP id S";
  const std::string backup =
      "from mx-backup.example.org (mx-backup.example.org [192.0.2.40])\n\tby mx-old.example.org with ESMTP "
      "id B";
  CHECK(prove_path(trace_of({store, kOldFromProxy, kProxyFromAgent}), way).grade ==
        PathProof::Grade::by_queue_id);
  CHECK(
      proof({store, backup, "from x ([203.0.113.9]) by mx-backup.example.org with ESMTP id C", kOldFromProxy},
            way) ==
      "contradicted none: mx-backup.example.org had it from 203.0.113.9, not from 198.51.100.0/28 or "
      "2001:db8:5::/64");
}

TEST_CASE("where the fields end before a stranger is named, the proxy may have handed it on or not") {
  const std::string store = "from mx-old.example.org ([192.0.2.25])\n\tby store.example.org with ESMTP id S";
  const std::string nameless = "from localhost by mx-old.example.org with ESMTP id Q";
  const std::string pickup = "by mx-old.example.org (Postfix, from userid 0)\n\tid 4jWyHQ02lyz1bl42";
  CHECK(proof({}, by_proxy()) == "unknown none: it bears no Received line");
  CHECK(proof({"hello", kOldFromProxy}, by_proxy()) ==
        "unknown none: its first Received line cannot be read");
  CHECK(proof({store}, by_proxy()) ==
        "unknown none: store.example.org had it from 192.0.2.25, which wrote no Received line");
  CHECK(proof({store, "hello", kOldFromProxy}, by_proxy()) ==
        "unknown none: store.example.org had it from 192.0.2.25, and the Received line below cannot be read");
  CHECK(proof({nameless, kOldFromProxy}, by_proxy()) ==
        "unknown none: mx-old.example.org does not say which address it had it from");
  CHECK(proof({kLmtp, pickup}, by_proxy()) ==
        "unknown none: mx-old.example.org had it from a program of its own, and no Received line below says "
        "more");
}

TEST_CASE("mail straight to the new server is proven by the id that it told") {
  CHECK(proof({kNewFromAgent}, past_old("4jWzAA11")) ==
        "proven by_queue_id: mx-new.example.org took it as queue id 4jWzAA11");
  auto way = past_old("4jWzAA11");
  way.not_through = {};
  CHECK(proof({kNewFromAgent}, way) == "proven by_queue_id: mx-new.example.org took it as queue id 4jWzAA11");
}

TEST_CASE("a copy that the old server mirrors contradicts, though the id below is the one told") {
  const std::string old =
      "from agent.example (unknown [203.0.113.50])\n\tby mx-old.example.org (Postfix) with ESMTP id 6D9F";
  CHECK(proof({kNewFromOld, old}, past_old("6D9F")) ==
        "contradicted none: mx-new.example.org had it from 192.0.2.25, where it should not come through");
}

TEST_CASE("that mail did not come some way is proven only where the fields tell who brought it") {
  const std::string lmtp = "from mx-new.example.org ([127.0.0.1]) by mx-new.example.org with LMTP id L";
  CHECK(proof({kNewFromAgent}, past_old("")) ==
        "proven by_address: mx-new.example.org had it from 203.0.113.50, and nobody had it from 192.0.2.25");
  CHECK(proof({"by mx-new.example.org (Postfix, from userid 0) id Q"}, past_old("")) ==
        "proven by_address: mx-new.example.org had it from a program of its own, and nobody had it from "
        "192.0.2.25");
  CHECK(proof({lmtp, "hello"}, past_old("")) ==
        "unknown none: mx-new.example.org had it from 127.0.0.1, and the Received line below cannot be read");
  CHECK(proof({"from mx-old.example.org by mx-new.example.org with ESMTP id Q"}, past_old("")) ==
        "unknown none: mx-new.example.org does not say which address it had it from");
  auto way = past_old("");
  way.trusted.push_back(network("192.0.2.40", 32));
  CHECK(proof({"from x ([192.0.2.40]) by mx-new.example.org with ESMTP id Q"}, way) ==
        "unknown none: mx-new.example.org had it from 192.0.2.40, which wrote no Received line");
  const Values many(40, "by mx-new.example.org id Q");
  CHECK(proof(many, past_old("")) == "unknown none: it bears 32 Received lines or more");
}

TEST_CASE("without a way to keep to, only the id proves") {
  const WayExpected nothing{};
  CHECK(proof({kNewFromAgent}, nothing) == "unknown none: the first server told no queue id");
  auto way = nothing;
  way.queue_id = "X";
  CHECK(proof({kNewFromAgent}, way) ==
        "unknown none: no Received line that is believed bears the queue id X");
  CHECK(proof({kNewFromAgent, "by below.example id X"}, way) ==
        "unknown none: no Received line that is believed bears the queue id X");
}

TEST_CASE("networks are named, but not without end") {
  auto way = by_proxy();
  way.through = {network("198.51.100.7", 32)};
  CHECK(prove_path(trace_of({kOldFromStranger}), way).why.ends_with(", not from 198.51.100.7"));
  way.through = {kProxy, kProxyV6, network("198.51.100.99", 32)};
  CHECK(prove_path(trace_of({kOldFromStranger}), way)
            .why.ends_with(", not from 198.51.100.0/28, 2001:db8:5::/64 or 198.51.100.99"));
  for (std::uint8_t i = 0; i < 50; ++i) way.through.push_back({IpAddress::v4({198, 51, 100, i}), 32});
  CHECK(prove_path(trace_of({kOldFromStranger}), way)
            .why.ends_with(", not from 198.51.100.0/28, 2001:db8:5::/64, 198.51.100.99 or 50 more"));
}

TEST_CASE("what is said of the way is short and printable, whatever the mail and the server say") {
  const std::string nasty = "\xff\x1b[31m\x07" + std::string(20'000, 'x');
  auto way = by_proxy();
  way.through = {};
  way.queue_id = nasty;
  const Values rows[] = {{"from x ([203.0.113.9]) by " + nasty + " id Q"},
                         {"from x ([203.0.113.9]) by h id " + nasty},
                         {"from " + nasty + " by " + nasty + " id Q"}};
  for (const auto& through : {std::vector<IpNetwork>{}, std::vector{kProxy}}) {
    way.through = through;
    for (const auto& values : rows) {
      const auto why = prove_path(trace_of(values), way).why;
      CHECK(why.size() < 300);
      CHECK(std::ranges::all_of(why, [](char c) { return c >= 0x20 && c < 0x7f; }));
    }
  }
  way.through = {};
  way.queue_id = "\xff\x1b";
  CHECK(proof({"by h id \xff\x1b"}, way).starts_with("unknown"));  // a control character ends a word
  way.queue_id = "\xff";
  CHECK(proof({"by h id \xff"}, way) == "proven by_queue_id: h took it as queue id \\xff");
}

TEST_CASE("whatever stands below what is believed, the outcome is the same") {
  const Values pieces{kLmtp,
                      kLmtpOverSocket,
                      kOldFromProxy,
                      kOldFromStranger,
                      kProxyFromAgent,
                      kNewFromAgent,
                      kNewFromOld,
                      "by mx-old.example.org (Postfix, from userid 0) id " + kProxyId,
                      "from x ([127.0.0.1]) by h id " + kProxyId,
                      "hello",
                      "from",
                      "((((",
                      "from [198.51.100.7] by h id " + kProxyId};
  const Values tops[] = {{kOldFromStranger},
                         {kLmtp, kOldFromStranger},
                         {kLmtpOverSocket, kOldFromStranger},
                         {kOldFromProxy, kProxyFromAgent},
                         {kNewFromAgent},
                         {"from localhost by mx-old.example.org with ESMTP id Q"},
                         {"from by (unknown [203.0.113.9]) by mx-old.example.org (Postfix) with ESMTP id Q"}};
  auto both = by_proxy();
  both.not_through = {network("203.0.113.77", 32)};
  auto no_id = both;
  no_id.queue_id = "";
  const WayExpected ways[] = {by_proxy(), both, no_id, past_old(kProxyId), past_old("")};
  std::mt19937 random(7);
  for (const auto& top : tops) {
    for (const auto& way : ways) {
      const auto alone = prove_path(trace_of(top), way);
      for (int i = 0; i < 60; ++i) {
        auto values = top;
        for (auto left = random() % 40; left > 0; --left) values.push_back(pieces[random() % pieces.size()]);
        CHECK(prove_path(trace_of(values), way) == alone);
      }
    }
  }
}
