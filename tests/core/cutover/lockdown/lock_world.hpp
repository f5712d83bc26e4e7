#pragma once
#include "core/cutover/gates/lock_gate.hpp"
#include "tests/core/cutover/recipients/recipient_world.hpp"

#include <optional>
#include <string>
#include <vector>

// An old server behind a proxy, and what it was heard to say to a stranger.
namespace cutwatch::test {

inline const std::string kProbe = "probe@example.org";
inline const IpAddress kStranger = ip("203.0.113.9");
inline constexpr double kNow = 3000;

/// The MX goes from the old server to the proxy; a round trip by the new path goes to the recipient.
inline cutover::Plan lock_plan() {
  auto plan = identity_plan(cutover::Kind::proxy);
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kLastMx}});
  plan.records.back().bounds = plan.records.front().bounds;
  plan.servers.back().sends_from = {{ip("198.51.100.0"), 28}};
  plan.mailboxes = {{.id = "inbox",
                     .server = {.host = "imap.example.org", .endpoint = {kOldAddress, 993}},
                     .folders = {"INBOX"}}};
  plan.round_trips = {{.id = "main",
                       .from = "probe@agent.example.net",
                       .to = kProbe,
                       .paths = {cutover::Path::new_path},
                       .mailbox = "inbox",
                       .interval = Seconds{60}}};
  plan.lockdowns = {{.recipient = kProbe, .from = "probe@agent.example.net", .ehlo = "agent.example.net"}};
  return plan;
}

inline mail::DoorAnswer said(int code, const std::string& status, const std::string& text,
                             mail::SmtpPhase stage = mail::SmtpPhase::rcpt) {
  return {.stage = stage, .reply = mail::SmtpReply{code, status, text}, .failure = {}};
}

inline mail::DoorAnswer broke(FailureKind kind, mail::SmtpPhase stage) {
  return {.stage = stage, .reply = {}, .failure = Failure{kind, "as it was"}};
}

inline const mail::DoorAnswer kTakes = said(250, "2.1.5", "Ok");
inline const mail::DoorAnswer kHard =
    said(554, "5.7.1", "<unknown[203.0.113.9]>: Client host rejected: Access denied");
inline const mail::DoorAnswer kSoft =
    said(450, "4.7.1", "<unknown[203.0.113.9]>: Client host rejected: Access denied");
inline const mail::DoorAnswer kDropped = broke(FailureKind::timeout, mail::SmtpPhase::connect);

/// One look, with a control that would take the mail.
struct Knock {
  mail::DoorAnswer answer;
  std::optional<IpAddress> left_from = kStranger;
  std::optional<mail::DoorAnswer> control = kTakes;
  IpAddress server = kOldAddress;
  IpAddress control_at = kNewAddress;
};

inline Observation knocked(double when, const Knock& knock) {
  LockdownTried tried{.domain = kDomain,
                      .target = "old",
                      .server = {knock.server, 25},
                      .source = std::nullopt,
                      .left_from = knock.left_from,
                      .recipient = kProbe,
                      .at = at(when),
                      .answer = knock.answer,
                      .control = std::nullopt};
  if (knock.control)
    tried.control = LockdownTried::Control{.server = {knock.control_at, 25}, .answer = *knock.control};
  return tried;
}

inline Observation knocked(double when, const mail::DoorAnswer& answer) {
  return knocked(when, Knock{.answer = answer});
}

/// The last copy that leads to the old server has ended long ago.
inline std::vector<Observation> records_moved() {
  return {authority_says(0, kNs1, authoritative(kOldMx, 300)),
          authority_says(600, kNs1, authoritative(kLastMx, 300)),
          authority_says(kNow - 10, kNs1, authoritative(kLastMx, 300)),
          shows(kNow - 10, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))};
}

/// Senders are still led to the old server.
inline std::vector<Observation> records_unmoved() {
  return {authority_says(0, kNs1, authoritative(kOldMx, 300)),
          authority_says(kNow - 10, kNs1, authoritative(kOldMx, 300)),
          shows(kNow - 10, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))};
}

/// A message by the new path, sent then, arrived.
inline std::vector<Observation> arrived(const cutover::Plan& plan, double when = kNow - 60) {
  return {recorded_by(plan, when, "m1"), attempted(when + 1, "m1", mail::SmtpDisposition::accepted),
          mailbox_shows(when + 5, {{"m1"}})};
}

inline std::vector<Observation> together(std::vector<std::vector<Observation>> parts) {
  std::vector<Observation> all;
  for (auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// What is made of the old server's lock.
struct LockSeen {
  cutover::Verdict verdict;
  std::optional<bool> is_locked;
  std::optional<mail::DoorClass> shown;
  std::vector<cutover::DoorState> doors;
};

inline LockSeen lock_seen(const cutover::Plan& plan, const std::vector<Observation>& seen,
                          double now = kNow) {
  const auto snapshot = folded(seen);
  const auto assessment = cutover::assess(plan, *snapshot.domains.at(kDomain), {}, at(now));
  const auto& lock = assessment.locks.front();
  LockSeen out{lock.verdict, lock.is_locked, lock.shown, {}};
  for (const auto& door : lock.doors) out.doors.push_back(door.state);
  return out;
}

}  // namespace cutwatch::test
