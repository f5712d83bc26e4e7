#include "core/cutover/conditions/relayed_mail.hpp"

#include "core/cutover/conditions/mail_conditions.hpp"
#include "core/cutover/conditions/old_path.hpp"
#include "core/cutover/gates/relay_gate.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

// An old server that relays mail to the new one and keeps no copy, before the plan's round trip knows of it.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Mailbox filed_in(const std::string& id) {
  return {.id = id, .server = {.endpoint = endpoint("127.0.0.1")}, .folders = {"INBOX"}, .maildir = "/" + id};
}

Plan with_old_mailbox(Kind kind) {
  Plan plan{.domain = name("example.org"), .kind = kind};
  plan.mailboxes = {filed_in("inbox"), filed_in("new")};
  plan.round_trips = {{.id = "main",
                       .paths = {Path::old_path},
                       .mailbox = "inbox",
                       .also_in = {"new"},
                       .interval = Seconds{120}},
                      {.id = "there", .paths = {Path::new_path}, .mailbox = "new", .interval = Seconds{120}}};
  return plan;
}

struct OldPathOnly {
  Plan plan;
  Snapshot snapshot{};
  double now = 0;

  /// A message every two minutes for half an hour, which comes to the mailboxes named.
  explicit OldPathOnly(Kind kind, bool is_in_old, bool is_in_new) : plan(with_old_mailbox(kind)) {
    for (int i = 0; i < 16; ++i) {
      const auto id = fmt::format("m{}", i);
      now += 120;
      const std::vector<FoundHere> found{{.id = id}};
      snapshot =
          folded({recorded_by(plan, now, id, "old"), attempted(now, id, mail::SmtpDisposition::accepted),
                  mailbox_shows(now + 1, is_in_old ? found : std::vector<FoundHere>{}),
                  mailbox_shows(now + 2, is_in_new ? found : std::vector<FoundHere>{}, "new")},
                 std::move(snapshot));
    }
    now += 3;
  }

  Evidence evidence() const { return {plan, *snapshot.domains.at(kDomain), {}, {}, at(now)}; }
};

}  // namespace

TEST_CASE("mail that is relayed without a copy is a warning before the switch, and says so") {
  const OldPathOnly world(Kind::server, false, true);
  const auto found = old_path_fails(world.evidence());
  REQUIRE(found);
  CHECK(found->severity == Severity::warning);
  CHECK_MESSAGE(
      found->evidence.contains("came to mailbox new only, and none was kept in mailbox inbox: the old "
                               "server relays mail to the new one without keeping a copy"),
      found->evidence);
  CHECK(judge_old_host_relays(world.evidence()).kind == VerdictKind::pass);
  auto switched = world.evidence();
  switched.standing.switched_since = at(0);
  CHECK_FALSE(old_path_fails(switched));
}

TEST_CASE("a way back to it is one that works, as long as mail of late has come") {
  OldPathOnly world(Kind::server, false, true);
  const auto told = look_at_old_path(world.evidence());
  CHECK_MESSAGE(told.state == OldPath::good, told.words);
  CHECK_MESSAGE(told.words.contains("it came to mailbox new only"), told.words);
  world.now += 900;
  CHECK(look_at_old_path(world.evidence()).state == OldPath::unproven);
}

TEST_CASE("mail that comes to neither mailbox is lost, and critical") {
  const OldPathOnly world(Kind::server, false, false);
  const auto found = old_path_fails(world.evidence());
  REQUIRE(found);
  CHECK_FALSE(found->severity);
  CHECK_MESSAGE(found->evidence.contains("ended as lost"), found->evidence);
  CHECK(look_at_old_path(world.evidence()).state != OldPath::good);
}

TEST_CASE("a mirror that keeps the message is no matter of note") {
  CHECK_FALSE(old_path_fails(OldPathOnly(Kind::server, true, true).evidence()));
  CHECK_FALSE(relayed_without_copy(OldPathOnly(Kind::server, true, true).evidence()));
}

TEST_CASE("in kind proxy the mailbox stays where it is: a copy elsewhere delivers nothing") {
  const auto found = old_path_fails(OldPathOnly(Kind::proxy, false, true).evidence());
  REQUIRE(found);
  CHECK_FALSE(found->severity);
}
