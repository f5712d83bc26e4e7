#include "tests/core/cutover/identity/identity_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

using V = VerdictKind;

const dns::NameLook kProxy = look("in.proxy.example", {kNewAddress});
const dns::NameLook kMailOld = look("mail.example.org", {kOldAddress});
const Seen kGoodProxy{.names = {kProxy}, .greeting = {{kProxy}}};
const Seen kMoving{.names = {kMailOld}, .greeting = {{kMailOld}}};

struct Row {
  std::string_view what;
  Kind kind;
  std::optional<Seen> seen;  ///< Of the new address; none: nobody has looked.
  VerdictKind verdict;
  std::string_view words;
};

std::vector<Observation> seen_of(const Row& row) {
  std::vector<Observation> out{shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))};
  if (row.seen) out.push_back(identity(10, "new", kNewAddress, *row.seen));
  return out;
}

std::vector<Observation> both_seen(const Seen& old_seen, const Seen& new_seen,
                                   const std::string& published = kOldAddress.text()) {
  return {shows(0, kHostA, rrset(dns::RrType::a, {published})), identity(10, "old", kOldAddress, old_seen),
          identity(10, "new", kNewAddress, new_seen)};
}

}  // namespace

TEST_CASE("identity_ready: every verdict") {
  const auto elsewhere = look("host9.provider.example", {ip("203.0.113.9")});
  const std::vector<Row> rows{
      {"all good", Kind::proxy, kGoodProxy, V::pass, "SPF and DKIM"},
      {"several PTRs, one good", Kind::server, Seen{{elsewhere, kProxy}, {{kProxy}}}, V::pass,
       "leads back to it"},
      {"greets by another name that leads there", Kind::proxy,
       Seen{{kProxy}, {{look("mx.proxy.example", {kNewAddress})}}}, V::pass, "not its PTR but leads to it"},
      {"nobody has looked", Kind::proxy, std::nullopt, V::no_evidence, "has not been looked at"},
      {"no PTR", Kind::proxy, Seen{{}, {{kProxy}}}, V::fail,
       "publish 7.100.51.198.in-addr.arpa. PTR in.proxy.example."},
      {"a PTR that leads elsewhere", Kind::proxy, Seen{{elsewhere}, {{kProxy}}}, V::fail,
       "host9.provider.example. leads to 203.0.113.9"},
      {"a PTR at one name server of two", Kind::proxy, Seen{{}, {{kProxy}}, true}, V::fail, "differ"},
      {"a greeting that leads elsewhere", Kind::proxy, Seen{{kProxy}, {{elsewhere}}}, V::fail,
       "greets by a name that does not lead to it"},
      {"two names, one of them wrong", Kind::proxy, Seen{{kProxy}, {{kProxy, elsewhere}}}, V::fail,
       "greets by a name that does not lead to it"},
      {"a greeting without a name", Kind::proxy, Seen{{kProxy}, {{}}}, V::fail, "does not say its name"},
      {"no greeting", Kind::proxy, Seen{{kProxy}, std::nullopt}, V::no_evidence, "no greeting"},
      {"a wrong PTR outweighs a missing greeting", Kind::proxy, Seen{{elsewhere}, std::nullopt}, V::fail,
       "does not lead back"},
      {"the name of the host that moves", Kind::address, kMoving, V::pass, "once the switch is published"},
      {"the same without a plan for it", Kind::server, kMoving, V::fail, "leads to 192.0.2.10"},
      {"no PTR at the address that a host moves to", Kind::address, Seen{{}, {{kMailOld}}}, V::fail,
       "has no PTR"}};
  for (const auto& row : rows) {
    CAPTURE(std::string(row.what));
    const auto verdict = verdict_on(identity_plan(row.kind), seen_of(row), "identity_ready", 60);
    CHECK(verdict.kind == row.verdict);
    CHECK_MESSAGE(verdict.evidence.contains(row.words), verdict.evidence);
    if (row.seen && row.verdict == V::pass) CHECK(verdict.evidence_at == at(10));
  }
}

TEST_CASE("identity_ready: without a new server there is no evidence, of any kind") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    auto plan = identity_plan(kind);
    plan.servers.pop_back();
    CHECK(verdict_on(plan, {shows(0, kHostA, {})}, "identity_ready", 60).kind == V::no_evidence);
  }
}

TEST_CASE(
    "identity_ready: what was seen more than three looks ago is none, and one silent look changes nothing") {
  auto seen = seen_of({"", Kind::proxy, kGoodProxy, V::pass, ""});
  const auto plan = identity_plan(Kind::proxy);
  seen.push_back(IdentitySeen{.domain = kDomain,
                              .path = "new",
                              .address = kNewAddress,
                              .at = at(310),
                              .reverse = {.failure = Failure{FailureKind::timeout, "no reply"}},
                              .greeting = fail(FailureKind::timeout, "no reply")});
  CHECK(verdict_on(plan, seen, "identity_ready", 10 + 900).kind == V::pass);
  const auto old = verdict_on(plan, seen, "identity_ready", 10 + 901);
  CHECK(old.kind == V::no_evidence);
  CHECK(old.evidence.contains("was last seen at"));
  CHECK(old.evidence.contains("no reply"));
}

TEST_CASE("identity_ready: what was seen in the future is none") {
  const auto plan = identity_plan(Kind::proxy);
  const auto seen = seen_of({"", Kind::proxy, kGoodProxy, V::pass, ""});
  CHECK(verdict_on(plan, seen, "identity_ready", 6).kind == V::pass);
  const auto ahead = verdict_on(plan, seen, "identity_ready", 4);
  CHECK(ahead.kind == V::no_evidence);
  CHECK_MESSAGE(ahead.evidence.contains("still to come"), ahead.evidence);
}

TEST_CASE("identity_ready: each address counts, single ones that are sent from too, and the rest is named") {
  auto plan = identity_plan(Kind::proxy);
  const auto sender = ip("198.51.100.20");
  plan.servers[1].sends_from = {{sender, 32}, {ip("198.51.100.64"), 28}};
  auto seen = seen_of({"", Kind::proxy, kGoodProxy, V::pass, ""});
  CHECK(verdict_on(plan, seen, "identity_ready", 60).kind == V::no_evidence);
  seen.push_back(IdentitySeen{.domain = kDomain,
                              .path = "new",
                              .address = sender,
                              .at = at(12),
                              .reverse = {.names = {look("out.proxy.example", {sender})}},
                              .greeting = std::nullopt});
  const auto verdict = verdict_on(plan, seen, "identity_ready", 60);
  CHECK(verdict.kind == V::pass);
  CHECK(verdict.evidence.contains("out.proxy.example."));
  CHECK(
      verdict.evidence.contains("not looked at by this version: the reverse names in 198.51.100.64/28, SPF"));
}

TEST_CASE(
    "identity_ready: a PTR that is watched must have been there until copies of the earlier one have ended") {
  auto plan = identity_plan(Kind::address);
  const auto generic = rrset(dns::RrType::ptr, {"host7.provider.example"});
  const auto own = rrset(dns::RrType::ptr, {"mail.example.org"});
  auto record = plan.records.front();
  record.question = kNewPtr;
  record.stages = {generic, own};
  plan.records.push_back(record);
  std::vector<Observation> seen{shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()})),
                                shows(0, kNewPtr, generic), shows(60, kNewPtr, own),
                                identity(70, "new", kNewAddress, kMoving)};
  const auto early = verdict_on(plan, seen, "identity_ready", 80);
  CHECK(early.kind == V::wait);
  CHECK(early.evidence.contains("copies of what 7.100.51.198.in-addr.arpa. PTR was before"));
  for (double when = 120; when <= 420; when += 60) seen.push_back(shows(when, kNewPtr, own));
  CHECK(verdict_on(plan, seen, "identity_ready", 430).kind == V::pass);
}

TEST_CASE("on_plan: a watched PTR whose name is an alias is told to be one, and not only to be absent") {
  auto plan = identity_plan(Kind::proxy);
  auto record = plan.records.front();
  record.question = kNewPtr;
  record.stages = {rrset(dns::RrType::ptr, {"in.proxy.example"})};
  plan.records.push_back(record);
  auto alias = authoritative({}, 300);
  alias.is_alias = true;
  const auto verdict = verdict_on(plan,
                                  {shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()})),
                                   AuthorityAnswered{.domain = kDomain,
                                                     .record = kNewPtr,
                                                     .server = kNs1,
                                                     .serial = 1,
                                                     .sighting = sighting(0, alias),
                                                     .interval = Millis{60'000}}},
                                  "on_plan", 10);
  CHECK(verdict.kind == V::fail);
  CHECK_MESSAGE(verdict.evidence.contains("for 7.100.51.198.in-addr.arpa. PTR, which is no stage of the plan "
                                          "(the name is an alias there: watch the name that it leads to)"),
                verdict.evidence);
}

TEST_CASE("both_addresses_ready: passes by names and addresses, and fails for what is wrong") {
  const auto plan = identity_plan(Kind::address);
  const auto good = verdict_on(plan, both_seen({.names = {kMailOld}}, kMoving), "both_addresses_ready", 60);
  CHECK_MESSAGE(good.kind == V::pass, good.evidence);
  CHECK(good.evidence.contains("mail.example.org. A is 192.0.2.10"));
  CHECK(good.evidence_at == at(0));
  const auto spf = verdict_on(plan, both_seen({.names = {kMailOld}}, kMoving), "spf_covers_both", 60);
  CHECK(spf.kind == V::no_evidence);
  CHECK(spf.evidence.contains("SPF"));
  const auto judged = [&](const std::vector<Observation>& seen) {
    return verdict_on(plan, seen, "both_addresses_ready", 60);
  };
  const auto no_old = judged(both_seen({.names = {}}, kMoving));
  CHECK(no_old.kind == V::fail);
  CHECK(no_old.evidence.contains("192.0.2.10 has no PTR"));
  CHECK(judged(both_seen({.names = {kMailOld}}, {.names = {}})).evidence.contains("198.51.100.7 has no PTR"));
  const auto stranger = judged(both_seen({.names = {kMailOld}}, kMoving, "203.0.113.9"));
  CHECK(stranger.kind == V::fail);
  CHECK(stranger.evidence.contains("publishes 203.0.113.9 for mail.example.org. A, without 192.0.2.10"));
  const auto unseen = judged({shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))});
  CHECK(unseen.kind == V::no_evidence);
  CHECK(unseen.evidence.contains("has not been looked at"));
}

TEST_CASE("both_addresses_ready: a plan that does not lead the host to the new address fails") {
  auto plan = identity_plan(Kind::address);
  plan.records.front().stages.back() = rrset(dns::RrType::a, {"203.0.113.9"});
  const dns::NameLook own = look("new.example.org", {kNewAddress});
  const auto verdict =
      verdict_on(plan, both_seen({.names = {kMailOld}}, {.names = {own}, .greeting = {{own}}}),
                 "both_addresses_ready", 60);
  CHECK(verdict.kind == V::fail);
  CHECK(verdict.evidence.contains("mail.example.org. A is not 198.51.100.7 after the switch"));
  plan.records.clear();
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  const auto blind =
      verdict_on(plan, both_seen({.names = {kMailOld}}, {.names = {own}}), "both_addresses_ready", 60);
  CHECK(blind.kind == V::no_evidence);
  CHECK(blind.evidence.contains("is not watched"));
}
