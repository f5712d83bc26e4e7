#include "core/cutover/gates/relay_gate.hpp"

#include "core/cutover/plan/planned_message.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

// Whether mail to the old server reaches the new mailbox.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Mailbox maildir(const std::string& id, const std::string& path) {
  return {.id = id, .server = {.endpoint = endpoint("127.0.0.1")}, .folders = {"INBOX"}, .maildir = path};
}

Plan plan_of() {
  Plan plan{.domain = name("example.org"), .kind = Kind::server};
  plan.mailboxes = {maildir("inbox", "/old"), maildir("new", "/new")};
  plan.round_trips = {{.id = "main",
                       .paths = {Path::old_path},
                       .mailbox = "inbox",
                       .also_in = {"new"},
                       .interval = Seconds{120}},
                      {.id = "there", .paths = {Path::new_path}, .mailbox = "new", .interval = Seconds{120}}};
  return plan;
}

enum class Copy { arrived, junk, none };

/// A message by the old path every two minutes, looked for after a second; the last look is `look_on` later.
Verdict verdict(const Plan& plan, const std::vector<Copy>& copies, double look_on = 0,
                mail::SmtpDisposition disposition = mail::SmtpDisposition::accepted) {
  Snapshot snapshot = folded({mailbox_shows(0, {}), mailbox_shows(0, {}, "new")});
  double now = 0;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const auto id = fmt::format("m{}", i);
    now = 120.0 * static_cast<double>(i);
    std::vector<FoundHere> here;
    if (disposition == mail::SmtpDisposition::accepted) here.push_back({.id = id});
    std::vector<FoundHere> found;
    if (copies[i] != Copy::none) found.push_back({.id = id, .is_junk = copies[i] == Copy::junk});
    snapshot = folded({recorded_by(plan, now, id, "old"), attempted(now, id, disposition),
                       mailbox_shows(now + 1, here), mailbox_shows(now + 1, found, "new")},
                      snapshot);
  }
  if (look_on > 0) snapshot = folded({mailbox_shows(now + look_on, {}, "new")}, snapshot);
  const Evidence evidence{plan, *snapshot.domains.at(kDomain), {}, {}, at(now + look_on + 2)};
  return judge_old_host_relays(evidence);
}

}  // namespace

TEST_CASE("two copies in the new mailbox open the gate, one does not") {
  using enum Copy;
  CHECK(verdict(plan_of(), {arrived, arrived}).kind == VerdictKind::pass);
  CHECK(verdict(plan_of(), {arrived}).kind == VerdictKind::no_evidence);
  CHECK(verdict(plan_of(), {}).kind == VerdictKind::no_evidence);
}

TEST_CASE("a copy that is in junk or overdue shuts it, one that may still come does not") {
  using enum Copy;
  CHECK(verdict(plan_of(), {arrived, arrived, junk}).kind == VerdictKind::fail);
  CHECK(verdict(plan_of(), {arrived, arrived, none}).kind == VerdictKind::pass);
  CHECK(verdict(plan_of(), {arrived, arrived, none}, 150).kind == VerdictKind::fail);
}

TEST_CASE("a kind of text that no copy had is no pass: a forwarder may choke on it") {
  using enum Copy;
  auto plan = plan_of();
  plan.round_trips[0].bodies = {mail::BodyKind::plain, mail::BodyKind::dots};
  const auto told = verdict(plan, {arrived, arrived});
  CHECK(told.kind == VerdictKind::no_evidence);
  CHECK(told.evidence.contains("with the text dots"));
}

TEST_CASE("what was seen long ago, and a message that the old server refuses, are no pass") {
  using enum Copy;
  CHECK(verdict(plan_of(), {arrived, arrived}, 2000).kind == VerdictKind::no_evidence);
  CHECK(verdict(plan_of(), {none, none}, 1, mail::SmtpDisposition::refused).kind == VerdictKind::fail);
}

TEST_CASE("without a mailbox that is certainly the new one there is no evidence") {
  using enum Copy;
  auto without = plan_of();
  without.round_trips[0].also_in.clear();
  CHECK(verdict(without, {arrived, arrived}).kind == VerdictKind::no_evidence);
  auto nobody_there = plan_of();
  nobody_there.round_trips.pop_back();
  CHECK(verdict(nobody_there, {arrived, arrived}).kind == VerdictKind::no_evidence);
  auto both_ways = plan_of();
  both_ways.round_trips[1].paths.push_back(Path::old_path);
  CHECK(verdict(both_ways, {arrived, arrived}).kind == VerdictKind::no_evidence);
  auto moved = plan_of();
  moved.mailboxes[1].maildir = "/elsewhere";
  const auto sent_before = plan_of();
  Snapshot snapshot = folded({mailbox_shows(0, {}), mailbox_shows(0, {}, "new")});
  for (int i = 0; i < 2; ++i) {
    const auto id = fmt::format("m{}", i);
    snapshot =
        folded({recorded_by(sent_before, i, id, "old"), attempted(i, id, mail::SmtpDisposition::accepted),
                mailbox_shows(i + 1, {{.id = id}}), mailbox_shows(i + 1, {{.id = id}}, "new")},
               snapshot);
  }
  const Evidence evidence{moved, *snapshot.domains.at(kDomain), {}, {}, at(5)};
  CHECK(judge_old_host_relays(evidence).kind == VerdictKind::no_evidence);
}
