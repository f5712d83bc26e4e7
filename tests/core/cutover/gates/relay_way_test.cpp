#include "core/cutover/gates/relay_gate.hpp"
#include "core/cutover/plan/relay_expected.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

// Whether mail to the old server reaches the new mailbox, where it is awaited in that itself.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const std::string kRelayOld = "192.0.2.10";
const std::string kRelayNew = "198.51.100.7";
const std::string kRelayStore = "198.51.100.8";
const std::string kRelayAgent = "203.0.113.9";

std::string hop_line(const std::string& by, const std::string& from, const std::string& id) {
  return fmt::format("from host.example (host.example [{}]) by {} (Postfix) with ESMTP id {}", from, by, id);
}

const std::vector<std::string> kRelayed{hop_line("new.example", kRelayOld, "4NEW"),
                                        hop_line("mail.example.org", kRelayAgent, "4OLD")};
const std::vector<std::string> kFiledByOld{hop_line("mail.example.org", kRelayAgent, "4OLD")};
const std::vector<std::string> kTakenByNew{hop_line("new.example", kRelayAgent, "4OWN")};

Server relay_server(ServerRole role, const std::string& host, const std::string& address) {
  return {.role = role, .addresses = {{.host = host, .endpoint = endpoint(address)}}, .sends_from = {}};
}

/// The user has moved the mailbox: mail by both paths is awaited in the new one, which is read at `address`.
Plan moved_mailbox(const std::string& address) {
  Plan plan{.domain = name("example.org"), .kind = Kind::server};
  plan.servers = {relay_server(ServerRole::old_server, "mail.example.org", kRelayOld),
                  relay_server(ServerRole::new_server, "new.example", kRelayNew)};
  plan.mailboxes = {{.id = "inbox",
                     .server = {.host = "imap.example", .endpoint = endpoint(address)},
                     .folders = {"INBOX"}}};
  plan.round_trips = {{.id = "main",
                       .paths = {Path::old_path, Path::new_path},
                       .mailbox = "inbox",
                       .interval = Seconds{120}}};
  return plan;
}

struct Relays {
  Plan plan;
  Snapshot snapshot = folded({mailbox_shows(0, {})});
  double now = 0;
  int sent = 0;

  /// A message, two minutes after the one before, taken and found a second later.
  void arrive(const std::vector<std::string>& received, const std::string& path = "old",
              bool is_junk = false) {
    const auto id = send(mail::SmtpDisposition::accepted, path);
    MailboxRead::Content content;
    content.found[id].sighting = {.at = at(now + 1),
                                  .folder = is_junk ? "Junk" : "INBOX",
                                  .is_junk = is_junk,
                                  .inspection = mail::Inspection{.received = received, .changes = {}}};
    look(now + 1, std::move(content));
  }

  std::string send(mail::SmtpDisposition disposition, const std::string& path = "old") {
    now += 120;
    const auto id = fmt::format("m{}", ++sent);
    snapshot = folded({recorded_by(plan, now, id, path),
                       MessageAttempted{.domain = kDomain,
                                        .id = id,
                                        .at = at(now),
                                        .attempt = {.disposition = disposition,
                                                    .queue_id = path == "old" ? "4OLD" : "4OWN"}}},
                      snapshot);
    return id;
  }

  void look(double when, MailboxRead::Content content = {}) {
    snapshot = folded({MailboxRead{.domain = kDomain,
                                   .mailbox = "inbox",
                                   .at = at(when),
                                   .ended = at(when),
                                   .pace = kLookPace,
                                   .content = std::move(content)}},
                      snapshot);
  }

  Verdict verdict(double later = 2) const {
    return judge_old_host_relays({plan, *snapshot.domains.at(kDomain), {}, {}, at(now + later)});
  }
};

Relays relaying(const std::string& mailbox_address = kRelayNew) {
  return {.plan = moved_mailbox(mailbox_address)};
}

}  // namespace

TEST_CASE("two messages that the new server had from the old one open the gate, one does not") {
  auto world = relaying();
  world.arrive(kRelayed);
  CHECK(world.verdict().kind == VerdictKind::no_evidence);
  world.arrive(kRelayed);
  const auto told = world.verdict();
  CHECK_MESSAGE(told.kind == VerdictKind::pass, told.evidence);
  CHECK_MESSAGE(told.evidence.contains("new.example had it from 192.0.2.10, queue id 4OLD"), told.evidence);
  CHECK(told.evidence_at == at(241));
  CHECK(world.verdict(2000).kind == VerdictKind::no_evidence);
}

TEST_CASE("one that the old server filed itself shuts it, though others were relayed") {
  auto world = relaying();
  world.arrive(kFiledByOld);
  world.arrive(kRelayed);
  world.arrive(kRelayed);
  const auto told = world.verdict();
  CHECK(told.kind == VerdictKind::fail);
  CHECK_MESSAGE(told.evidence.contains("went another way: mail.example.org had it from 203.0.113.9"),
                told.evidence);
}

TEST_CASE("mail of late that is refused, overdue or in junk shuts it") {
  auto world = relaying();
  world.arrive(kRelayed);
  world.arrive(kRelayed);
  auto junk = world;
  junk.arrive(kRelayed, "old", true);
  CHECK(junk.verdict().kind == VerdictKind::fail);
  auto refused = world;
  refused.send(mail::SmtpDisposition::refused);
  CHECK(refused.verdict().kind == VerdictKind::fail);
  world.send(mail::SmtpDisposition::accepted);
  CHECK(world.verdict().kind == VerdictKind::pass);
  world.look(world.now + 150);
  CHECK(world.verdict(152).kind == VerdictKind::fail);
}

TEST_CASE("what was not read, and a last message that shows less, are no evidence") {
  auto world = relaying();
  world.arrive(kRelayed);
  world.arrive(kRelayed);
  world.arrive({});
  CHECK(world.verdict().kind == VerdictKind::no_evidence);
}

TEST_CASE("a mailbox at a third address is the new server's by its lines, or by its own mail") {
  auto behind = relaying(kRelayStore);
  auto lines = kRelayed;
  lines.insert(lines.begin(), hop_line("store", kRelayNew, "4STO"));
  behind.arrive(lines);
  behind.arrive(lines);
  CHECK(behind.verdict().kind == VerdictKind::pass);

  auto shown = relaying(kRelayStore);
  shown.arrive(kRelayed);
  shown.arrive(kRelayed);
  CHECK(shown.verdict().kind == VerdictKind::no_evidence);
  shown.arrive(kTakenByNew, "new");
  CHECK(shown.verdict().kind == VerdictKind::pass);
}

TEST_CASE("a mailbox of the old server is never the new one") {
  auto world = relaying(kRelayOld);
  world.arrive(kRelayed);
  world.arrive(kRelayed);
  CHECK(world.verdict().kind == VerdictKind::no_evidence);
  CHECK(keeper_of(world.plan, world.plan.mailboxes.front()) == mail::MailboxKeeper::first);
}

TEST_CASE("a kind of text that was not relayed is no pass") {
  auto world = relaying();
  world.plan.round_trips.front().bodies = {mail::BodyKind::plain, mail::BodyKind::dots};
  world.arrive(kRelayed);
  world.arrive(kRelayed);
  CHECK(world.verdict().kind == VerdictKind::no_evidence);
}
