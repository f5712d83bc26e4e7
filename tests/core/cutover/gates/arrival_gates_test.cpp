#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What messages by the new path show of their way, and of what was done to them on it.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const std::string kByProxy =
    "from in.proxy.example (in.proxy.example [198.51.100.7]) by mail.example.org (Postfix) with ESMTP id "
    "4OLD";
const std::string kAtProxy =
    "from agent.example.net (agent.example.net [203.0.113.9]) by in.proxy.example (Postfix) with ESMTPS id "
    "4NEW";
const std::string kAroundProxy =
    "from agent.example.net (agent.example.net [203.0.113.9]) by mail.example.org (Postfix) with ESMTP id "
    "4OLD";

std::vector<mail::MailServer> one(const std::string& host, const std::string& address) {
  return {{.host = host, .endpoint = endpoint(address)}};
}

Plan plan_of(Kind kind) {
  auto plan = proxy_plan();
  plan.kind = kind;
  plan.servers = {
      {.role = ServerRole::old_server, .addresses = one("mail.example.org", "192.0.2.10"), .sends_from = {}},
      {.role = ServerRole::new_server,
       .addresses = one("in.proxy.example", "198.51.100.7"),
       .sends_from = {}}};
  plan.mailboxes = {{.id = "inbox",
                     .server = {.host = "mail.example.org", .endpoint = endpoint("192.0.2.10")},
                     .folders = {"INBOX"}}};
  return plan;
}

/// A world in which nothing but the messages of a test is sent.
struct Arrivals {
  CutoverWorld world;

  explicit Arrivals(Kind kind = Kind::proxy) : world(plan_of(kind)) {}

  /// A message that is sent now and found a second later, with what it shows.
  void arrive(const std::string& id, std::optional<mail::Inspection> inspection,
              const std::string& queue_id = "4NEW", mail::BodyKind kind = mail::BodyKind::plain) {
    const double now = world.now();
    record(id, kind);
    world.see(
        MessageAttempted{.domain = kDomain,
                         .id = id,
                         .at = at(now),
                         .attempt = {.disposition = mail::SmtpDisposition::accepted, .queue_id = queue_id}});
    MailboxRead::Content content;
    content.found[id].sighting = {.at = at(now + 1), .folder = "INBOX", .inspection = std::move(inspection)};
    world.see(MailboxRead{.domain = kDomain,
                          .mailbox = "inbox",
                          .at = at(now + 1),
                          .ended = at(now + 1),
                          .pace = kLookPace,
                          .content = std::move(content)});
    world.pass_unwatched(60);
  }

  void record(const std::string& id, mail::BodyKind kind) {
    auto recorded = std::get<MessageRecorded>(recorded_by(world.plan(), world.now(), id));
    recorded.entry.form.body = kind;
    world.see(recorded);
  }

  Verdict verdict(std::string_view gate) const {
    const auto assessed = world.assess();
    return world.gate(assessed, Step::switch_over, gate).verdict;
  }

  bool holds(std::string_view condition) const {
    const auto assessed = world.assess();
    return std::ranges::any_of(assessed.conditions,
                               [&](const Condition& each) { return each.rule->id == condition; });
  }
};

mail::Inspection shows(std::vector<std::string> received, std::vector<mail::FieldChange> changes = {}) {
  return {.received = std::move(received), .changes = std::move(changes)};
}

const mail::FieldChange kSubject{.field = mail::MessageField::subject, .diff = "-a\n+[SPAM] a"};

}  // namespace

TEST_CASE("mail that the old server had from the proxy proves the path") {
  Arrivals arrivals;
  arrivals.arrive("m1", shows({kByProxy, kAtProxy}));
  const auto verdict = arrivals.verdict("path_proven");
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
  CHECK(verdict.evidence.find("4NEW") != std::string::npos);
  CHECK(verdict.evidence_at == at(1));
  CHECK_FALSE(arrivals.holds("path_contradicted"));
}

TEST_CASE("one message that went around the proxy shuts the gate, though later ones are proven") {
  Arrivals arrivals;
  arrivals.arrive("m1", shows({kAroundProxy}));
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::fail);
  CHECK(arrivals.holds("path_contradicted"));
  arrivals.arrive("m2", shows({kByProxy, kAtProxy}));
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::fail);
  CHECK_FALSE(arrivals.holds("path_contradicted"));
  for (const auto* id : {"m3", "m4", "m5"}) arrivals.arrive(id, shows({kByProxy, kAtProxy}));
  CHECK_MESSAGE(arrivals.verdict("path_proven").kind == VerdictKind::pass,
                arrivals.verdict("path_proven").evidence);
}

TEST_CASE("a forged line below the old server's own is no proof") {
  Arrivals arrivals;
  arrivals.arrive("m1", shows({kAroundProxy, kByProxy, kAtProxy}));
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::fail);
}

TEST_CASE("what was not read proves nothing, and what was read long ago no more") {
  Arrivals arrivals;
  arrivals.arrive("m1", shows({kByProxy, kAtProxy}));
  arrivals.arrive("m2", std::nullopt);
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::no_evidence);
  CHECK(arrivals.verdict("headers_intact").kind == VerdictKind::no_evidence);
  arrivals.arrive("m3", shows({kByProxy, kAtProxy}));
  REQUIRE(arrivals.verdict("path_proven").kind == VerdictKind::pass);
  arrivals.world.pass_unwatched(600);
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::no_evidence);
  CHECK(arrivals.verdict("headers_intact").kind == VerdictKind::no_evidence);
}

TEST_CASE("a new server is proven by its queue id alone, and not by mail that the old one handed on") {
  Arrivals arrivals(Kind::server);
  const std::string taken =
      "from agent.example.net (agent.example.net [203.0.113.9]) by in.proxy.example (Postfix) with ESMTPS id "
      "4NEW";
  arrivals.arrive("m1", shows({taken}));
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::pass);
  const std::string from_old =
      "from mail.example.org (mail.example.org [192.0.2.10]) by in.proxy.example (Postfix) with ESMTPS id "
      "4NEW";
  arrivals.arrive("m2", shows({from_old}));
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::fail);
}

TEST_CASE("a relay before the mailbox is believed once the plan names it") {
  const std::string store =
      "from relay.example.org (relay.example.org [10.0.0.5]) by store.example.org with LMTP id 1";
  Arrivals arrivals;
  arrivals.arrive("m1", shows({store, kByProxy, kAtProxy}));
  CHECK(arrivals.verdict("path_proven").kind == VerdictKind::fail);
  auto plan = plan_of(Kind::proxy);
  plan.mailboxes.front().relays = {{ip("10.0.0.0"), 8}};
  Arrivals with_relay;
  with_relay.world = CutoverWorld(plan);
  with_relay.arrive("m1", shows({store, kByProxy, kAtProxy}));
  CHECK(with_relay.verdict("path_proven").kind == VerdictKind::pass);
}

TEST_CASE("a changed message shuts headers_intact and is told") {
  Arrivals arrivals;
  arrivals.arrive("m1", shows({kByProxy, kAtProxy}));
  CHECK(arrivals.verdict("headers_intact").kind == VerdictKind::pass);
  CHECK_FALSE(arrivals.holds("headers_changed"));
  arrivals.arrive("m2", shows({kByProxy, kAtProxy}, {kSubject}));
  const auto verdict = arrivals.verdict("headers_intact");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK(verdict.evidence.ends_with("arrived with another subject"));
  CHECK(arrivals.holds("headers_changed"));
}

TEST_CASE("a signature that does not hold shuts headers_intact as any change does") {
  const mail::FieldChange body{.field = mail::MessageField::body, .diff = "+a footer"};
  const mail::FieldChange dkim{.field = mail::MessageField::dkim, .diff = "-body hash a\n+body hash b"};
  Arrivals alone;
  alone.arrive("m1", shows({kByProxy, kAtProxy}, {dkim}));
  CHECK(alone.verdict("headers_intact").kind == VerdictKind::fail);
  CHECK(alone.verdict("headers_intact").evidence.ends_with("arrived with a broken signature"));
  Arrivals both;
  both.arrive("m1", shows({kByProxy, kAtProxy}, {kSubject, body, dkim}));
  CHECK(both.verdict("headers_intact").evidence.ends_with("another subject, body and a broken signature"));
}

namespace {

/// A world whose messages have texts of all kinds in turn, and the first three of them have arrived.
Arrivals three_of_four_kinds() {
  auto plan = plan_of(Kind::proxy);
  plan.round_trips.front().bodies.assign(mail::kBodyKinds.begin(), mail::kBodyKinds.end());
  Arrivals arrivals;
  arrivals.world = CutoverWorld(plan);
  for (const auto kind : {mail::BodyKind::plain, mail::BodyKind::eight_bit, mail::BodyKind::dots})
    arrivals.arrive("first " + std::string(to_string(kind)), shows({kByProxy, kAtProxy}), "4NEW", kind);
  return arrivals;
}

void arrive_small(Arrivals& arrivals) {
  for (const auto kind : {mail::BodyKind::plain, mail::BodyKind::eight_bit, mail::BodyKind::dots})
    arrivals.arrive("next " + std::string(to_string(kind)), shows({kByProxy, kAtProxy}), "4NEW", kind);
}

}  // namespace

TEST_CASE("of several kinds of texts each has to arrive") {
  auto arrivals = three_of_four_kinds();
  for (const auto* gate : {"new_path_delivers", "headers_intact"}) {
    const auto verdict = arrivals.verdict(gate);
    CHECK_MESSAGE(verdict.kind == VerdictKind::no_evidence, verdict.evidence);
    CHECK(verdict.evidence.contains("large"));
  }
  arrivals.arrive("large", shows({kByProxy, kAtProxy}), "4NEW", mail::BodyKind::large);
  CHECK(arrivals.verdict("new_path_delivers").kind == VerdictKind::pass);
  CHECK(arrivals.verdict("headers_intact").kind == VerdictKind::pass);
  arrive_small(arrivals);
  CHECK(arrivals.verdict("new_path_delivers").kind == VerdictKind::pass);
  CHECK(arrivals.verdict("headers_intact").kind == VerdictKind::pass);
}

TEST_CASE("a kind of text that is refused or changed shuts the gates until its turn comes again") {
  auto refused = three_of_four_kinds();
  refused.record("large", mail::BodyKind::large);
  refused.world.see(attempted(refused.world.now(), "large", mail::SmtpDisposition::refused));
  refused.world.pass_unwatched(60);
  arrive_small(refused);
  CHECK(refused.verdict("new_path_delivers").kind == VerdictKind::fail);
  auto changed = three_of_four_kinds();
  changed.arrive("large", shows({kByProxy, kAtProxy}, {kSubject}), "4NEW", mail::BodyKind::large);
  changed.arrive("plain", shows({kByProxy, kAtProxy}));
  CHECK(changed.holds("headers_changed"));
  arrive_small(changed);
  CHECK(changed.verdict("headers_intact").kind == VerdictKind::fail);
}
