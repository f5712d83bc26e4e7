#include "core/cutover/gates/recipient_gates.hpp"
#include "tests/core/cutover/recipients/recipient_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

using V = VerdictKind;

Verdict judged(const Plan& plan, const std::vector<Observation>& seen, double now = 60) {
  auto all = seen;
  all.push_back(shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()})));
  return verdict_on(plan, all, "recipients_valid", now);
}

struct Row {
  std::string_view what;
  std::vector<Observation> seen;
  VerdictKind verdict;
  std::string words;
};

/// With a round trip to somebody by the new path.
Plan with_trip(const std::string& to) {
  auto plan = recipient_plan();
  plan.mailboxes = {{.id = "inbox",
                     .server = {.host = "imap.example.org", .endpoint = {kOldAddress, 993}},
                     .folders = {"INBOX"}}};
  plan.round_trips = {{.id = "main",
                       .from = "probe@agent.example.net",
                       .to = to,
                       .paths = {Path::new_path},
                       .mailbox = "inbox",
                       .interval = Seconds{60}}};
  return plan;
}

/// A message of that round trip arrived.
std::vector<Observation> delivered(const Plan& plan) {
  return {recorded_by(plan, 20, "m1"), attempted(21, "m1", mail::SmtpDisposition::accepted),
          mailbox_shows(25, {{"m1"}})};
}

}  // namespace

TEST_CASE("recipients_valid: every verdict, in every kind") {
  const std::vector<Row> rows{
      {"both take both",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken)},
       V::pass,
       "the new server takes 2 recipients, all that the old one takes"},
      {"one is refused at the new",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kUnknown)},
       V::fail,
       "refuses what the old one takes: bob@example.org (550 5.1.1 User unknown)"},
      {"a refusal outweighs silence",
       {says(10, "old", kTaken, kTaken), says(20, "new", kSilent, kUnknown)},
       V::fail,
       "bob@example.org"},
      {"one is put off at the new",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kLater)},
       V::no_evidence,
       "bob@example.org (new server: 450 4.2.0 Greylisted)"},
      {"we are blocked at the new",
       {says(10, "old", kTaken, kTaken), says(20, "new", kBlocked, kBlocked, kBlocked)},
       V::no_evidence,
       "554 5.7.1 Client host rejected"},
      {"the new is silent",
       {says(10, "old", kTaken, kTaken), says(20, "new", kSilent, kSilent, kSilent)},
       V::no_evidence,
       "timeout: no answer in time"},
      {"nobody has asked the new",
       {says(10, "old", kTaken, kTaken)},
       V::no_evidence,
       "it has not been asked yet"},
      {"nobody has asked", {}, V::no_evidence, "it has not been asked yet"},
      {"the old is silent, and the new takes all: nothing is missing",
       {says(10, "old", kSilent, kBlocked, kSilent), says(20, "new", kTaken, kTaken)},
       V::pass,
       "2 recipients"},
      {"the old is silent, and the new refuses",
       {says(10, "old", kSilent, kSilent), says(20, "new", kTaken, kUnknown)},
       V::no_evidence,
       "bob@example.org (the new server refuses it: 550 5.1.1 User unknown; whether the old one"},
      {"both refuse one",
       {says(10, "old", kTaken, kUnknown), says(20, "new", kTaken, kUnknown)},
       V::pass,
       "1 recipient, all that the old one takes; the old one does not take bob@example.org"},
      {"the old refuses one, and the new puts it off",
       {says(10, "old", kTaken, kUnknown), says(20, "new", kTaken, kLater)},
       V::pass,
       "does not take bob@example.org"},
      {"the old refuses one that the new takes",
       {says(10, "old", kTaken, kUnknown), says(20, "new", kTaken, kTaken)},
       V::pass,
       "2 recipients"},
      {"neither takes any",
       {says(10, "old", kUnknown, kUnknown), says(20, "new", kUnknown, kUnknown)},
       V::no_evidence,
       "neither server is known to take any"},
      {"the new takes anybody",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken, kTaken)},
       V::no_evidence,
       "takes anybody, " + kControl + " too"},
      {"the new puts the control off, as greylisting does with whom it does not know yet",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken, kLater)},
       V::no_evidence,
       "whether the new server takes anybody is not known"},
      {"the new refuses the control for now, as one that it does not have",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken, kUndeliverable)},
       V::pass,
       "2 recipients"},
      {"the new refuses the control as a policy, and takes others in the same look",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken, kBlocked)},
       V::pass,
       "2 recipients"},
      {"the control is one too many for the new",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken, kTooMany)},
       V::no_evidence,
       "whether the new server takes anybody is not known"},
      {"the new does not say what it makes of the control",
       {says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken, kSilent)},
       V::no_evidence,
       "whether the new server takes anybody is not known"},
      {"the old takes anybody, the new refuses one",
       {says(10, "old", kTaken, kTaken, kTaken), says(20, "new", kTaken, kUnknown)},
       V::fail,
       "bob@example.org"}};
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    for (const auto& row : rows) {
      CAPTURE(std::string(row.what));
      const auto verdict = judged(recipient_plan(kind), row.seen);
      CHECK(to_string(verdict.kind) == to_string(row.verdict));
      CHECK_MESSAGE(verdict.evidence.contains(row.words), verdict.evidence);
    }
  }
}

TEST_CASE("recipients_valid: without recipients it says what to configure") {
  auto plan = recipient_plan();
  plan.recipients.addresses.clear();
  const auto verdict = judged(plan, {says(10, "new", kTaken, kTaken)});
  CHECK(verdict.kind == V::no_evidence);
  CHECK(verdict.evidence.contains("postmaster@example.org at least"));
}

TEST_CASE("recipients_valid: what was said counts for evidence_age intervals, and is as old as it is") {
  const std::vector<Observation> seen{says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kTaken)};
  CHECK(judged(recipient_plan(), seen).evidence_at == at(10));
  CHECK(judged(recipient_plan(), seen, 10 + 1800).kind == V::pass);
  CHECK(judged(recipient_plan(), seen, 20 + 1800 + 1).kind == V::no_evidence);
  CHECK(judged(recipient_plan(), seen, 20 + 1800 + 1).evidence.contains("was last asked at"));
}

TEST_CASE("recipients_valid: a 4xx between leaves what was said to grow old; a later word replaces it") {
  const auto old_server = says(10, "old", kTaken, kTaken);
  CHECK(judged(recipient_plan(),
               {old_server, says(20, "new", kTaken, kTaken), says(30, "new", kLater, kSilent)})
            .kind == V::pass);
  CHECK(judged(recipient_plan(),
               {old_server, says(20, "new", kTaken, kUnknown), says(30, "new", kTaken, kLater)})
            .kind == V::fail);
  CHECK(judged(recipient_plan(),
               {old_server, says(20, "new", kTaken, kUnknown), says(30, "new", kTaken, kTaken)})
            .kind == V::pass);
}

TEST_CASE("recipients_valid: a new server that takes anybody is not believed for refusing all for a while") {
  const auto old_server = says(10, "old", kTaken, kTaken);
  for (const auto& refusal : {kBlocked, kLater}) {
    const auto all_refused = says(30, "new", refusal, refusal, refusal);
    const auto known =
        judged(recipient_plan(), {old_server, says(20, "new", kTaken, kTaken, kTaken), all_refused});
    CHECK(known.kind == V::no_evidence);
    CHECK(known.evidence.contains("takes anybody, " + kControl + " too"));
    const auto unknown =
        judged(recipient_plan(), {old_server, says(20, "new", kTaken, kTaken, kSilent), all_refused});
    CHECK(unknown.kind == V::no_evidence);
    CHECK(unknown.evidence.contains("whether the new server takes anybody is not known"));
    // What it said of the control while it told recipients apart counts on.
    CHECK(judged(recipient_plan(), {old_server, says(20, "new", kTaken, kTaken), all_refused}).kind ==
          V::pass);
  }
}

TEST_CASE(
    "recipients_valid: one address of the new server that refuses is enough, whatever the other takes") {
  auto plan = recipient_plan();
  auto& addresses = plan.servers.back().addresses;
  addresses.push_back(addresses.front());
  addresses.back().endpoint.port = 2525;
  const auto second = [](const Result<mail::SmtpReply>& bob, const Result<mail::SmtpReply>& control) {
    return says(20, "new", Replies{{kAlice, kTaken}, {kBob, bob}, {kControl, control}}, 2525);
  };
  const auto old_server = says(10, "old", kTaken, kTaken);
  const auto first = says(20, "new", kTaken, kTaken);
  CHECK(judged(plan, {old_server, first}).kind == V::no_evidence);
  CHECK(judged(plan, {old_server, first, second(kTaken, kUnknown)}).kind == V::pass);
  CHECK(judged(plan, {old_server, first, second(kUnknown, kUnknown)}).kind == V::fail);
  CHECK(judged(plan, {old_server, first, second(kTaken, kTaken)}).evidence.contains("takes anybody"));
  CHECK(judged(plan, {old_server, first, second(kTaken, kSilent)}).kind == V::no_evidence);
}

TEST_CASE(
    "recipients_valid: where the new server takes anybody, a message that arrived is proof of its "
    "recipient") {
  auto plan = with_trip(kAlice);
  plan.recipients.addresses = {kAlice};
  std::vector<Observation> seen{says(10, "old", kTaken, kTaken, kTaken),
                                says(20, "new", kTaken, kTaken, kTaken)};
  CHECK(judged(plan, seen).kind == V::no_evidence);
  for (auto& each : delivered(plan)) seen.push_back(std::move(each));
  CHECK(judged(plan, seen).kind == V::pass);
  auto both = plan;
  both.recipients.addresses = {kAlice, kBob};
  const auto verdict = judged(both, seen);
  CHECK(verdict.kind == V::no_evidence);
  CHECK(verdict.evidence.ends_with("proves nothing: bob@example.org"));
}

TEST_CASE("a list names five at most, and a sentence is bounded and printable") {
  CHECK(listed({"a", "b"}) == "a, b");
  CHECK(listed({"a", "b", "c", "d", "e", "f", "g"}) == "a, b, c, d, e, and 2 more");
  auto plan = recipient_plan();
  plan.recipients.addresses.clear();
  Replies taken, refused;
  for (int i = 0; i < 50; ++i) {
    const auto recipient = fmt::format("{:0>60}@example.org", i);
    plan.recipients.addresses.push_back(recipient);
    taken.emplace(recipient, kTaken);
    refused.emplace(recipient, mail::SmtpReply{550, "5.1.1", std::string(1000, '\x1b')});
  }
  const auto verdict = judged(plan, {says(10, "old", taken), says(20, "new", refused)});
  CHECK(verdict.kind == V::fail);
  CHECK(verdict.evidence.size() <= 1024);
  CHECK_FALSE(verdict.evidence.contains('\x1b'));
}
