#pragma once
#include "agent/cli/probed_mail.hpp"
#include "tests/support/values.hpp"

#include <string>
#include <vector>

namespace cutwatch::test {

/// One that was sent by the new path through a proxy, which took it as ABC123, and found two seconds later.
inline cli::ProbedMail found_message() {
  cutover::Plan plan{.domain = name("example.org"), .kind = cutover::Kind::proxy};
  plan.servers = {
      {.role = cutover::ServerRole::old_server,
       .addresses = {{.host = "mail.example.org", .endpoint = parse_endpoint("192.0.2.10", 25).value()}},
       .sends_from = {}},
      {.role = cutover::ServerRole::new_server,
       .addresses = {{.host = "in.proxy.example", .endpoint = parse_endpoint("198.51.100.7", 25).value()}},
       .sends_from = {}}};
  plan.mailboxes = {
      {.id = "inbox",
       .server = {.host = "mail.example.org", .endpoint = parse_endpoint("192.0.2.10", 993).value()},
       .folders = {"INBOX"}}};
  plan.round_trips = {{.id = "main",
                       .from = "probe@agent.example.net",
                       .to = "probe@example.org",
                       .paths = {cutover::Path::new_path},
                       .mailbox = "inbox"}};
  mail::LedgerEntry entry{.id = "m1", .probe = "main", .path = "new", .mailbox = "inbox"};
  entry.from = "probe@agent.example.net";
  entry.recorded = at(0);
  entry.attempts = 1;
  entry.disposition = mail::SmtpDisposition::accepted;
  entry.accepted = at(1);
  entry.queue_id = "ABC123";
  entry.detail = "250 2.0.0 Ok: queued as ABC123";
  entry.phases = {{mail::SmtpPhase::connect, Micros{400}}, {mail::SmtpPhase::body, Micros{12'500}}};
  entry.sighting = mail::Sighting{.at = at(3), .folder = "INBOX", .filed = at(2)};
  entry.sighting->inspection = mail::Inspection{
      .received =
          {"from in.proxy.example (in.proxy.example [198.51.100.7]) by mail.example.org with ESMTP id "
           "4DEF; Tue, 01 Dec 2026 00:00:02 +0000",
           "from agent.example.net ([203.0.113.9]) by in.proxy.example with ESMTP id ABC123; Tue, 01 "
           "Dec 2026 00:00:01 +0000",
           "from nowhere ([192.0.2.66]) by liar.example; Tue, 01 Dec 2026 00:00:00 +0000"},
      .changes = {}};
  entry.result = mail::MessageResult::delivered;
  return {.plan = plan, .entry = entry, .end = cli::JourneyEnd::result, .unseen_for = Millis{250}};
}

}  // namespace cutwatch::test
