#include "core/cutover/bypass/entry.hpp"

#include "core/cutover/bypass/audited_mail.hpp"
#include "core/cutover/bypass/own_astray.hpp"
#include "core/mail/probe_message.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::ClientOrigin;

namespace {

// The old server is 192.0.2.10, the proxy sends from 198.51.100.0/28 (lock_plan).
const std::string kByOld =
    "by mail.example.org (Postfix) with ESMTP id 4ABC; Tue, 01 Dec 2026 00:10:00 +0000";
const std::string kDelivered =
    "from mail.example.org by mail.example.org with LMTP id x; Tue, 01 Dec 2026 00:10:01 +0000";

std::string from_ip(const std::string& address, const std::string& rest = kByOld) {
  return fmt::format("from claimed.example (unknown [{}]) {}", address, rest);
}

std::optional<Entry> entry_by(const std::vector<std::string>& lines, const Plan& plan = lock_plan()) {
  return entry_of(plan, "inbox", mail::read_trace(lines));
}

std::optional<ClientOrigin> origin_by(const std::vector<std::string>& lines, const Plan& plan = lock_plan()) {
  const auto entry = entry_by(lines, plan);
  return entry ? std::optional(entry->origin) : std::nullopt;
}

Plan plan_with_relay() {
  auto plan = lock_plan();
  plan.mailboxes.front().relays = {{ip("10.0.0.0"), 8}};
  plan.lockdowns.front().allowed = {{ip("203.0.113.64"), 26}};
  return plan;
}

const StrayTimes kTimes{
    .switched_since = at(100), .first_bound = at(1000), .old_host_bound = at(2000), .grace = Seconds{60}};

struct Audited {
  AuditCounts counts;
  std::optional<mail::BypassMail> bypass;
};

Audited audited(const std::vector<std::string>& lines, const Plan& plan = lock_plan(),
                const std::string& message_id = "a@sender.test", const MailState& mail = {}) {
  Audited out;
  const AuditContext context{
      .plan = plan, .mailbox = "inbox", .mail = mail, .times = [] { return kTimes; }, .now = at(kNow)};
  out.bypass = audit(out.counts,
                     {.trace = mail::read_trace(lines), .message_id = message_id, .filed = at(500)}, context);
  return out;
}

}  // namespace

TEST_CASE("who handed a message to the old server is told by the lines of hosts that are believed") {
  CHECK(origin_by({from_ip("203.0.113.9")}) == ClientOrigin::other);
  CHECK(origin_by({from_ip("198.51.100.7")}) == ClientOrigin::forwarder);
  CHECK(origin_by({kDelivered, from_ip("203.0.113.9")}) == ClientOrigin::other);
  CHECK(origin_by({from_ip("127.0.0.1"), from_ip("203.0.113.9")}) == ClientOrigin::other);
  CHECK(origin_by({from_ip("127.0.0.1"), from_ip("198.51.100.7")}) == ClientOrigin::forwarder);
  CHECK(entry_by({from_ip("203.0.113.9")})->line.id == "4ABC");
}

TEST_CASE("a line below that of a stranger is his own, whatever it says") {
  CHECK(origin_by({from_ip("203.0.113.9"), from_ip("198.51.100.7")}) == ClientOrigin::other);
  CHECK(origin_by({from_ip("203.0.113.9"), from_ip("127.0.0.1")}) == ClientOrigin::other);
  const auto named = "from in.proxy.example (in.proxy.example [203.0.113.9]) " + kByOld;
  CHECK(origin_by({named}) == ClientOrigin::other);
}

TEST_CASE("who may hand mail in besides is no stranger: allowed, logged in") {
  auto plan = plan_with_relay();
  plan.mailboxes.front().relays.clear();
  CHECK(origin_by({from_ip("203.0.113.70")}, plan) == ClientOrigin::allowed);
  for (const auto* with : {"ESMTPA", "ESMTPSA", "esmtpsa", "UTF8SMTPSA"}) {
    CAPTURE(std::string(with));
    const auto line =
        from_ip("203.0.113.9", fmt::format("by mail.example.org (Postfix) with {} id 4ABC; Tue, "
                                           "01 Dec 2026 00:10:00 +0000",
                                           with));
    CHECK(origin_by({line}) == ClientOrigin::authenticated);
  }
}

TEST_CASE("behind relays only a line of the old server tells, and where none does nobody knows") {
  const auto plan = plan_with_relay();
  CHECK(origin_by({from_ip("192.0.2.10"), from_ip("203.0.113.9")}, plan) == ClientOrigin::other);
  CHECK(origin_by({from_ip("10.0.0.1"), from_ip("192.0.2.10"), from_ip("203.0.113.9")}, plan) ==
        ClientOrigin::other);
  CHECK(origin_by({from_ip("10.0.0.1"), from_ip("192.0.2.10"), from_ip("198.51.100.7")}, plan) ==
        ClientOrigin::forwarder);
  CHECK_FALSE(origin_by({from_ip("203.0.113.9")}, plan));
  CHECK_FALSE(origin_by({from_ip("10.0.0.1"), from_ip("203.0.113.9")}, plan));
  CHECK_FALSE(origin_by({}, plan));
  CHECK_FALSE(origin_by({kDelivered}));
  CHECK_FALSE(origin_by({"from claimed.example by mail.example.org with ESMTP id 4ABC"}));
  CHECK_FALSE(origin_by({"nonsense", from_ip("203.0.113.9")}));
}

TEST_CASE("an audit finds what a stranger handed in after the switch, by when the old server took it") {
  const auto found = audited({from_ip("203.0.113.9")});
  REQUIRE(found.bypass);
  CHECK(found.bypass->at == at(600));
  CHECK(found.bypass->address == "203.0.113.9");
  CHECK(found.bypass->queue_id == "4ABC");
  CHECK(found.bypass->message_id == "a@sender.test");
  CHECK(found.bypass->kind == mail::StrayKind::expected);
  CHECK(found.counts == AuditCounts{.read = 1, .by_strangers = 1});
  const auto late = audited(
      {from_ip("203.0.113.9", "by mail.example.org with ESMTP id 4ABC; Tue, 01 Dec 2026 00:34:21 +0000")});
  REQUIRE(late.bypass);
  CHECK(late.bypass->kind == mail::StrayKind::incident);
  const auto early = audited(
      {from_ip("203.0.113.9", "by mail.example.org with ESMTP id 4ABC; Tue, 01 Dec 2026 00:01:39 +0000")});
  CHECK_FALSE(early.bypass);
  CHECK(early.counts.by_strangers == 1);
  const auto undated = audited({from_ip("203.0.113.9", "by mail.example.org with ESMTP id 4ABC")});
  REQUIRE(undated.bypass);
  CHECK(undated.bypass->at == at(500));
}

TEST_CASE("an audit counts everything else by who handed it in, and finds nothing in it") {
  CHECK(audited({from_ip("198.51.100.7")}).counts == AuditCounts{.read = 1, .by_proxy = 1});
  CHECK(audited({from_ip("203.0.113.70")},
                [] {
                  auto plan = plan_with_relay();
                  plan.mailboxes.front().relays.clear();
                  return plan;
                }())
            .counts == AuditCounts{.read = 1, .by_allowed = 1});
  CHECK(audited({kDelivered}).counts == AuditCounts{.read = 1, .unclear = 1});
  const auto elsewhere = from_ip(
      "203.0.113.9",
      "by mail.example.org with ESMTP id 4ABC for <user@example.net>; Tue, 01 Dec 2026 00:10:00 +0000");
  CHECK_FALSE(audited({elsewhere}).bypass);
  CHECK(audited({elsewhere}).counts.unclear == 1);
}

TEST_CASE("the agent's own mail is none that an audit finds") {
  const auto snapshot = folded({recorded(200, "0123456789abcdef0123456789abcdef")});
  const auto& mail = *snapshot.domains.at(kDomain)->mail;
  const auto& entry = mail.in_flight.begin()->second;
  const auto whole = mail::message_id(entry.id, entry.from);
  const auto own = audited({from_ip("203.0.113.9")}, lock_plan(), whole.substr(1, whole.size() - 2), mail);
  CHECK_FALSE(own.bypass);
  CHECK(own.counts == AuditCounts{.read = 1, .own = 1});
}

TEST_CASE(
    "a message of the agent by the new path or by DNS shows a way around the proxy, by the old one none") {
  auto plan = lock_plan();
  plan.round_trips.front().paths = {Path::old_path, Path::new_path, Path::dns};
  const auto shown = [&](const std::string& path, const std::string& line, double recorded_at = 200) {
    const mail::LedgerEntry entry{.id = "m1",
                                  .probe = "main",
                                  .path = path,
                                  .mailbox = "inbox",
                                  .from = "probe@agent.example.net",
                                  .recorded = at(recorded_at)};
    const mail::Sighting sighting{.at = at(700), .inspection = mail::Inspection{.received = {line}}};
    return own_astray(plan, entry, sighting, [] { return kTimes; }, at(kNow)).has_value();
  };
  CHECK(shown("new", from_ip("203.0.113.9")));
  CHECK(shown("dns", from_ip("203.0.113.9")));
  CHECK_FALSE(shown("old", from_ip("203.0.113.9")));
  CHECK_FALSE(shown("new", from_ip("198.51.100.7")));
  CHECK_FALSE(shown("dns", from_ip("198.51.100.7")));
  CHECK_FALSE(shown("new", from_ip("203.0.113.9"), 99));
  plan.kind = Kind::server;
  CHECK_FALSE(shown("new", from_ip("203.0.113.9")));
}

TEST_CASE("forged lines below a stranger's never make his mail look proxied") {
  Cases random(79);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> lines{from_ip("203.0.113.9")};
    for (auto more = random.between(0, 6); more > 0; --more) {
      const std::vector<std::string> forged{from_ip("198.51.100.7"), from_ip("127.0.0.1"),
                                            from_ip("192.0.2.10"), kDelivered, "nonsense"};
      lines.push_back(forged.at(static_cast<std::size_t>(random.between(0, 4))));
    }
    if (random.between(0, 1) == 1) lines.insert(lines.begin(), kDelivered);
    REQUIRE(audited(lines).bypass);
  }
}
