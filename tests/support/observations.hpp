#pragma once
#include "core/cutover/plan/planned_message.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "tests/support/values.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Observations as probes make them, in short.
namespace cutwatch::test {

inline const std::string kDomain = "example.org";
inline const dns::NameServer kNs1{"ns1.example.org.", endpoint("192.0.2.53")};
inline const dns::NameServer kNs2{"ns2.example.org.", endpoint("198.51.100.53")};

inline DnsSighting sighting(double when, Result<dns::Answer> answer) {
  return {.sent = at(when), .ended = at(when + 0.1), .answer = std::move(answer), .duration = Micros{20'000}};
}

inline Observation resolver_says(double when, const std::string& resolver, Result<dns::Answer> answer,
                                 const std::string& domain = kDomain) {
  return ResolverAnswered{.domain = domain,
                          .record = kMxQuestion,
                          .resolver = resolver,
                          .sighting = sighting(when, std::move(answer))};
}

/// One copy runs down in so many answers, three seconds apart, that another cache would have been met.
inline std::vector<Observation> resolver_runs_down(double since, const std::string& resolver,
                                                   const dns::RrSet& rrset, std::int64_t ttl) {
  std::vector<Observation> out;
  for (std::int64_t gone = 0; gone < ttl; gone += 3)
    out.push_back(resolver_says(since + static_cast<double>(gone), resolver, answer(rrset, ttl - gone)));
  return out;
}

inline Observation authority_says(double when, const dns::NameServer& server, Result<dns::Answer> answer,
                                  std::optional<std::uint32_t> serial = 1) {
  return AuthorityAnswered{.domain = kDomain,
                           .record = kMxQuestion,
                           .server = server,
                           .serial = serial,
                           .sighting = sighting(when, std::move(answer))};
}

inline Observation delegation(double when, Result<std::vector<dns::NameServer>> servers) {
  return DelegationFound{
      .domain = kDomain, .record = kMxQuestion, .at = at(when), .servers = std::move(servers)};
}

/// Recorded by round trip "main" on the given path, for mailbox "inbox", late after 120 s and lost after 900
/// s.
inline Observation recorded(double when, const std::string& id, const std::string& path = "new") {
  return MessageRecorded{.domain = kDomain,
                         .entry = {.id = id,
                                   .probe = "main",
                                   .path = path,
                                   .mailbox = "inbox",
                                   .from = "probe@agent.example.net",
                                   .to = "probe@example.org",
                                   .recorded = at(when),
                                   .limits = {.late_after = Seconds{120}, .lost_after = Seconds{900}}}};
}

/// The same as the probe of a plan makes it: sent where the plan says now.
inline Observation recorded_by(const cutover::Plan& plan, double when, const std::string& id,
                               const std::string& path = "new") {
  if (plan.round_trips.empty()) return recorded(when, id, path);
  auto entry = cutover::planned_message(plan, plan.round_trips.front(), cutover::path_called(path).value());
  entry.id = id;
  entry.recorded = at(when);
  return MessageRecorded{.domain = kDomain, .entry = std::move(entry)};
}

inline Observation departing(const std::string& id) { return MessageDeparting{.domain = kDomain, .id = id}; }

inline Observation attempted(double when, const std::string& id, mail::SmtpDisposition disposition) {
  return MessageAttempted{
      .domain = kDomain,
      .id = id,
      .at = at(when),
      .attempt = {.disposition = disposition, .phases = {{mail::SmtpPhase::connect, Micros{2'000}}}}};
}

/// How often the mailboxes of these tests are looked into.
inline constexpr Millis kLookPace{15'000};

struct FoundHere {
  std::string id;
  std::uint32_t copies = 1;
  bool is_junk = false;
};

inline Observation mailbox_shows(double when, const std::vector<FoundHere>& found,
                                 const std::string& mailbox = "inbox") {
  MailboxRead::Content content;
  for (const auto& [id, copies, is_junk] : found) {
    content.found[id] = {
        .sighting = {.at = at(when), .folder = is_junk ? "Junk" : "INBOX", .is_junk = is_junk},
        .copies = copies};
  }
  return MailboxRead{.domain = kDomain,
                     .mailbox = mailbox,
                     .at = at(when),
                     .ended = at(when),
                     .pace = kLookPace,
                     .content = std::move(content)};
}

/// A bounce of that message came to mailbox "bounces".
inline Observation bounced(double when, const std::string& id, mail::DsnAction action,
                           const std::string& status, const std::string& recipient = "probe@example.org") {
  ReportsRead::Report report{.id = id, .dsn = {}};
  report.dsn.is_bounce = true;
  report.dsn.reporting_mta = "proxy.example";
  report.dsn.recipients = {{.address = recipient,
                            .action = action,
                            .status = status,
                            .diagnostic = status.starts_with('5') ? "550 " + status + " no" : "not now",
                            .remote_mta = {},
                            .original_address = {}}};
  ReportsRead::Content content;
  content.reports.push_back(std::move(report));
  content.positions["INBOX"] = {.uid_validity = 7, .uid_next = 100};
  return ReportsRead{.domain = kDomain, .mailbox = "bounces", .at = at(when), .content = std::move(content)};
}

inline Snapshot folded(const std::vector<Observation>& observations, Snapshot snapshot = {}) {
  for (const auto& observation : observations) snapshot = fold(std::move(snapshot), observation);
  return snapshot;
}

inline const RecordState& record_of(const Snapshot& snapshot) {
  return *snapshot.domains.at(kDomain)->records.at(kMxQuestion);
}

inline const MailState& mail_of(const Snapshot& snapshot) { return *snapshot.domains.at(kDomain)->mail; }

inline const PathTotals& totals_of(const Snapshot& snapshot, const std::string& path = "new") {
  return mail_of(snapshot).totals.at({"main", path});
}

inline std::uint64_t count_of(const PathTotals& totals, mail::MessageResult result) {
  const auto found = totals.results.find(result);
  return found == totals.results.end() ? 0 : found->second;
}

}  // namespace cutwatch::test
