#include "agent/log/event_log.hpp"

#include "core/cutover/asking/calibrating.hpp"
#include "core/cutover/record/mail_destinations.hpp"
#include "core/cutover/record/record_assessment.hpp"
#include "core/cutover/released.hpp"
#include "core/dns/calibration_text.hpp"
#include "core/mail/copies_of_message.hpp"
#include "core/mail/message_findings.hpp"
#include "core/mail/recipient_answer.hpp"
#include "core/text/counted.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"
#include "exporters/watch_table.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <utility>

namespace cutwatch {
namespace {

/// "parent and zone name the same 3 servers", or what only one of them says.
std::string difference_of(const dns::DelegationSides& sides) {
  const auto findings = sides.findings();
  if (findings.empty()) return "parent and zone name the same " + counted(sides.child.size(), "server");
  return fmt::format("{}", fmt::join(findings, ", "));
}

/// "5xx: 554 5.7.1 Client host rejected at rcpt".
std::string door_text(const LockdownTried& tried) {
  const auto shown = mail::class_of(tried.answer);
  return fmt::format("{}: {}", shown ? to_string(*shown) : "unclear", tried.answer.words());
}

/// "3 valid, 1 refused, 0 unclear": how many, and not who. The control is one of them.
std::string recipients_text(const RecipientsAsked& asked) {
  std::map<mail::RecipientAnswer, std::size_t> counts;
  for (const auto& [recipient, reply] : asked.replies)
    ++counts[reply ? mail::recipient_answer(*reply) : mail::RecipientAnswer::unclear];
  std::string out;
  for (const auto answer : mail::kRecipientAnswers)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", counts[answer], to_string(answer));
  return out;
}

/// "pass: mail.example.org. leads to 192.0.2.10".
std::string reverse_text(const IdentitySeen& seen) {
  const auto address = unmapped(seen.address);
  if (const auto why = dns::why_unknown(seen.reverse, address)) return "cannot be told: " + why->detail;
  std::string names;
  for (const auto& each : seen.reverse.names)
    names += fmt::format("{}{}", names.empty() ? ": " : ", ", each.text());
  return fmt::format("{}{}", to_string(dns::iprev_of(seen.reverse, address)), names);
}

/// Whose certificate it is: users are shown another than servers are, and as DNS says there are several.
std::string shown_by(const MessageAttempted& attempted, const mail::LedgerEntry& entry) {
  const auto path = fmt::format("by the {} path", entry.path);
  if (attempted.entrance == mail::Entrance::submission) return path + ", for users";
  const auto& server = attempted.attempt.server;
  return entry.way && server ? fmt::format("{}, at {}", path, to_string(*server)) : path;
}

/// What is found there is a copy of the message, not the message.
bool is_copy(const MailState& mail, const std::string& id, const std::string& mailbox) {
  const auto* entry = find_message(mail, id);
  return entry != nullptr && mail::copy_in(*entry, mailbox) != nullptr;
}

/// Copies that were found for the first time, and those that this look should have shown.
void log_copies(const MailboxRead& read, const MailState& mail) {
  for (const auto& entry : mail.changed) {
    const auto* copy = mail::copy_in(*entry, read.mailbox);
    if (copy == nullptr) continue;
    const auto subject = fmt::format("message {} of {} by the {} path", entry->id, entry->probe, entry->path);
    if (copy->seen && *copy->seen == read.ended) {
      spdlog::log(copy->is_junk ? spdlog::level::warn : spdlog::level::info,
                  "{}: a copy is in {} of mailbox {}", subject, printable(copy->folder), copy->mailbox);
    } else if (!copy->seen && copy->missed == read.at) {
      spdlog::warn("{}: no copy has come to mailbox {}", subject, copy->mailbox);
    }
  }
}

void log_copy_bounce(const mail::LedgerEntry& entry) {
  for (const auto& finding : mail::findings_of(entry)) {
    if (finding.id == "mirror_bounces")
      spdlog::warn("message {} of {}: {}", entry.id, entry.probe, finding.text);
  }
}

}  // namespace

void set_up_log(const std::string& level) {
  auto log = spdlog::stderr_logger_mt("cutwatch");
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(log));
}

void EventLog::log_change(const std::string& subject, const std::string& state) {
  auto& last = last_[subject];
  if (last == state) return;
  spdlog::info("{}: {}{}", printable(subject), printable(state),
               last.empty() ? "" : ", was " + printable(last));
  last = state;
}

const cutover::WatchedRecord* EventLog::find(const std::string& domain, const dns::Question& question) const {
  const auto plan = std::ranges::find(watched_.plans, domain, &cutover::Plan::label);
  if (plan == watched_.plans.end()) return nullptr;
  const auto record = std::ranges::find(plan->records, question, &cutover::WatchedRecord::question);
  return record == plan->records.end() ? nullptr : &*record;
}

void EventLog::log_resolver(const ResolverAnswered& seen, const Snapshot& snapshot) {
  const auto* record = find(seen.domain, seen.record);
  const auto resolver = std::ranges::find(watched_.resolvers, seen.resolver, &dns::Resolver::id);
  if (record == nullptr || resolver == watched_.resolvers.end()) return;
  const auto domain = snapshot.domains.find(seen.domain);
  if (domain == snapshot.domains.end()) return;
  const auto assessed = cutover::assess_resolver(*record, *domain->second, *resolver, clock_.wall());
  if (assessed.state)
    log_change(to_string(seen.record) + " at " + resolver->id, exporters::state_text(assessed));
  log_late(*record, *domain->second, assessed);
}

void EventLog::log_late(const cutover::WatchedRecord& record, const DomainState& domain,
                        const cutover::ResolverAssessment& seen) {
  if (!seen.old_expires && !seen.kept) return;
  const auto whole = cutover::assess_record(record, domain, {}, clock_.wall());
  const auto subject = to_string(record.question) + " at " + seen.resolver->id;
  const auto news =
      late_.of_resolver(subject, seen, {.target = record.stages.at(whole.target), .bounds = whole.bounds});
  if (!news.empty()) spdlog::info("{}: {}", printable(subject), news);
}

void EventLog::log_bound(const cutover::WatchedRecord& record, const DomainState& domain) {
  const auto subject = to_string(record.question);
  const auto now = clock_.wall();
  const auto news = late_.of_bound(subject, cutover::assess_record(record, domain, {}, now).bounds, now);
  if (!news.empty()) spdlog::info("{}: {}", printable(subject), news);
}

void EventLog::log_authority(const AuthorityAnswered& seen, const Snapshot& snapshot) {
  const auto* record = find(seen.domain, seen.record);
  const auto domain = snapshot.domains.find(seen.domain);
  if (record == nullptr || domain == snapshot.domains.end()) return;
  const auto state = domain->second->records.find(seen.record);
  if (state == domain->second->records.end()) return;
  log_quiet(*record, *state->second);
  const auto assessed = cutover::assess_authority(*record, *state->second, seen.server);
  if (!assessed.state) return;
  const auto* version = assessed.view->history.current();
  const auto holds = version ? fmt::format(", TTL {}, {}", version->ttl.count(), version->rrset.text()) : "";
  log_change(fmt::format("{} at authority {}", to_string(seen.record), exporters::name_of(seen.server)),
             exporters::state_text(assessed) + holds);
  log_bound(*record, *domain->second);
}

void EventLog::log_quiet(const cutover::WatchedRecord& record, const RecordState& state) {
  if (!record.quiet.planned_at || record.stages.size() < 2) return;
  const auto window = cutover::quiet_window(record, state, clock_.wall());
  const auto text = window ? window->sentence() : "no quiet window: resolvers are asked";
  const auto subject = "quiet window of " + to_string(record.question);
  if (std::exchange(last_[subject], text) != text) spdlog::info("{}: {}", subject, text);
}

void EventLog::log_calibration(const CalibrationFound& found) {
  log_change("calibration of " + found.resolver, found.result
                                                     ? dns::sentence_of(*found.result)
                                                     : "not measured: " + to_string(found.result.error()));
}

void EventLog::log_calibration_wait(const ProbeSkipped& skipped, const Snapshot& snapshot) {
  const auto plan = std::ranges::find(watched_.plans, skipped.domain, &cutover::Plan::label);
  const auto domain = snapshot.domains.find(skipped.domain);
  if (plan == watched_.plans.end() || domain == snapshot.domains.end()) return;
  const auto wait = cutover::calibration_wait(*plan, *domain->second, clock_.wall());
  if (wait) log_change("calibration of " + skipped.domain, wait->sentence());
}

/// The first of several in a row: the run's id is what both have in common.
void EventLog::log_put_off(const ProbeSkipped& skipped, const Snapshot& snapshot) {
  if (skipped.reason == SkipReason::send_cap)
    log_change(skipped.run, "put off: as much was sent as may be (send_cap)");
  const bool is_about_dns =
      skipped.reason == SkipReason::no_destination || skipped.reason == SkipReason::quiet_window;
  if (!is_about_dns || !skipped.run.starts_with("round_trip/")) return;
  const auto plan = std::ranges::find(watched_.plans, skipped.domain, &cutover::Plan::label);
  const auto domain = snapshot.domains.find(skipped.domain);
  if (plan == watched_.plans.end() || domain == snapshot.domains.end()) return;
  const auto found = cutover::mail_destinations(*plan, *domain->second, clock_.wall());
  if (!found.why.empty()) log_change(skipped.run, fmt::format("nothing is sent as DNS says: {}", found.why));
}

void EventLog::log_sent_again(const mail::LedgerEntry& entry, const std::string& domain) {
  const auto run = fmt::format("round_trip/{}/{}/{}", domain, entry.probe, entry.path);
  if (last_.contains(run)) log_change(run, "sends");
}

/// The first of several in a row.
void EventLog::log_failed_write(const StateWriteFailed& failed, const Snapshot& snapshot) {
  const auto failing = snapshot.state_file->failing.find(failed.writer);
  const bool is_first = failing != snapshot.state_file->failing.end() && failing->second.since == failed.at;
  spdlog::log(is_first ? spdlog::level::err : spdlog::level::debug, "state store: {}{}",
              to_string(failed.failure),
              is_first ? ": the agent goes on from memory, and sends no mail that it cannot record" : "");
}

void EventLog::log_judgement(const JudgementChanged& changed) {
  for (const auto& entry : changed.entries) {
    const bool is_wrong = entry.about.kind == ChangeKind::condition && entry.after != "info";
    spdlog::log(is_wrong && !entry.after.empty() ? spdlog::level::warn : spdlog::level::info, "{}: {}",
                changed.domain, entry.sentence());
  }
}

/// Where nobody reports, message after message ends so: told when that begins and ends.
void EventLog::log_reporting(const std::string& domain, const mail::LedgerEntry& ended) {
  if (!ended.awaited_report) return;
  const bool is_untold = ended.result == mail::MessageResult::untold;
  log_change(fmt::format("reports on {} of {} by the {} path", ended.probe, domain, ended.path),
             is_untold ? "do not tell what becomes of messages" : "tell what becomes of messages");
}

void EventLog::log_message(const std::string& domain, const std::string& id, const Snapshot& snapshot) {
  const auto* entry = find_message(*snapshot.domains.at(domain)->mail, id);
  if (entry == nullptr) return;
  const auto subject = fmt::format("message {} of {} by the {} path", entry->id, entry->probe, entry->path);
  if (!entry->result) {
    const auto state = entry->disposition ? to_string(*entry->disposition) : "recorded";
    spdlog::debug("{}: {} {}", subject, state, printable(entry->detail));
    return;
  }
  log_reporting(domain, *entry);
  const auto latency = entry->latency();
  const auto took = latency ? fmt::format(" in {:.2f} s", seconds_of(*latency)) : "";
  const bool is_good = entry->result == mail::MessageResult::delivered;
  const auto& chronicle = *snapshot.domains.at(domain)->chronicle;
  const bool is_expected = is_good || entry->result == mail::MessageResult::untold ||
                           cutover::is_refused_on_purpose(*entry, chronicle);
  const auto level = is_expected ? spdlog::level::info : spdlog::level::warn;
  const bool is_told = !entry->detail.empty() && (!is_good || mail::only_copy(*entry) != nullptr);
  spdlog::log(level, "{}: {}{}{}{}", subject, to_string(*entry->result), took, is_told ? ", " : "",
              is_told ? printable(entry->detail) : "");
}

void EventLog::log_certificate(const MessageAttempted& attempted, const Snapshot& snapshot) {
  const auto* entry = find_message(*snapshot.domains.at(attempted.domain)->mail, attempted.id);
  if (entry == nullptr || !attempted.attempt.certificate_not_after) return;
  log_change(fmt::format("certificate of {} {}", attempted.domain, shown_by(attempted, *entry)),
             attempted.attempt.is_certificate_valid ? "proves the server's name"
                                                    : "does not prove the server's name");
}

void EventLog::log_mailbox(const MailboxRead& read, const Snapshot& snapshot) {
  log_change(fmt::format("mailbox {} of {}", read.mailbox, read.domain),
             read.content ? "readable" : to_string(read.content.error()));
  if (!read.content) return;
  for (const auto& [id, found] : read.content->found) {
    if (!is_copy(*snapshot.domains.at(read.domain)->mail, id, read.mailbox))
      log_message(read.domain, id, snapshot);
  }
  log_copies(read, *snapshot.domains.at(read.domain)->mail);
  for (const auto& entry : snapshot.domains.at(read.domain)->mail->ended) {
    if (entry->ended == read.at && !read.content->found.contains(entry->id))
      log_message(read.domain, entry->id, snapshot);
  }
}

/// What a report says of each message; how that ends is told when it does: at once, where it is awaited in no
/// mailbox.
void EventLog::log_reports(const ReportsRead& read, const Snapshot& snapshot) {
  log_change(fmt::format("mailbox {} of {}, for bounces", read.mailbox, read.domain),
             read.content ? "readable" : to_string(read.content.error()));
  if (!read.content) return;
  for (const auto& report : read.content->reports) {
    const auto* entry = find_message(*snapshot.domains.at(read.domain)->mail, report.id);
    if (entry == nullptr) continue;
    if (entry->copy_bounce && entry->copy_bounce->at == read.at) log_copy_bounce(*entry);
    if (!entry->report || entry->report->at != read.at) continue;
    spdlog::info("message {} of {} by the {} path: reported as {}{}, {}", entry->id, entry->probe,
                 entry->path, to_string(entry->report->verdict),
                 entry->is_report_contradicted() ? " though it is in the mailbox" : "",
                 mail::cause_of(*entry->report));
  }
  for (const auto& entry : snapshot.domains.at(read.domain)->mail->ended) {
    if (entry->awaited_report && entry->ended == read.at) log_message(read.domain, entry->id, snapshot);
  }
  for (const auto& [doubt, count] : read.content->ignored)
    spdlog::debug("mailbox {} of {}: {} ignored: {}", read.mailbox, read.domain, counted(count, "mail"),
                  to_string(doubt));
}

void EventLog::follow(const Observation& observation, const Snapshot& snapshot) {
  std::visit(
      Overloaded{
          [&](const ResolverAnswered& seen) { log_resolver(seen, snapshot); },
          [&](const AuthorityAnswered& seen) { log_authority(seen, snapshot); },
          [&](const DelegationFound& found) {
            const auto servers =
                found.servers ? counted(found.servers->size(), "server") : to_string(found.servers.error());
            log_change("delegation of " + to_string(found.record), servers);
          },
          [&](const DelegationCompared& compared) {
            if (compared.sides)
              log_change("delegation of zone " + compared.sides->zone.text(), difference_of(*compared.sides));
          },
          [&](const CalibrationFound& found) { log_calibration(found); },
          [&](const WildcardsMissing& missing) {
            log_change("calibration of " + missing.domain, "not possible: " + to_string(missing.failure));
          },
          [&](const MxLinted& linted) {
            const auto known = snapshot.domains.at(linted.domain)->mx_problems();
            if (!known) return;
            std::string problems;
            for (const auto problem : *known) problems += fmt::format(" {}", to_string(problem));
            log_change(fmt::format("MX of {}", linted.domain),
                       problems.empty() ? "no problem" : "problem:" + problems);
          },
          [&](const IdentitySeen& seen) {
            const auto subject = fmt::format("reverse name of {}, {} server of {}", seen.address.text(),
                                             seen.path, seen.domain);
            log_change(subject, reverse_text(seen));
          },
          [&](const RecipientsAsked& asked) {
            const auto subject = fmt::format("recipients at {}, {} server of {}", to_string(asked.server),
                                             asked.path, asked.domain);
            log_change(subject, recipients_text(asked));
          },
          [&](const LockdownTried& tried) {
            const auto subject =
                fmt::format("lock of {}, {} server of {}, tried from {}", to_string(tried.server),
                            tried.target, tried.domain, tried.left_from ? tried.left_from->text() : "here");
            log_change(subject, door_text(tried));
          },
          [&](const MailLogRead& read) {
            const auto subject =
                fmt::format("log {} of the {} server of {}", read.source, read.role, read.domain);
            log_change(subject, read.failure ? to_string(*read.failure) : "is read");
            if (read.facts.gaps.count > 0) spdlog::warn("{}: lines were lost", printable(subject));
          },
          [&](const QueueLooked& look) {
            const auto subject = fmt::format("queue of the {} server of {}", look.role, look.domain);
            log_change(subject, look.facts ? "is looked at" : to_string(look.facts.error()));
          },
          [&](const OwnMailAstray&) {},
          [&](const MailboxAudited& audited) {
            const auto subject = fmt::format("audit of mailbox {} of {}", audited.mailbox, audited.domain);
            log_change(subject, audited.content ? "is read" : to_string(audited.content.error()));
          },
          [&](const MessageRecorded& recorded) { log_message(recorded.domain, recorded.entry.id, snapshot); },
          [&](const MessageDeparting&) {},
          [&](const MessageAttempted& attempted) {
            log_certificate(attempted, snapshot);
            if (const auto* entry = find_message(*snapshot.domains.at(attempted.domain)->mail, attempted.id))
              log_sent_again(*entry, attempted.domain);
            log_message(attempted.domain, attempted.id, snapshot);
          },
          [&](const MailboxRead& read) { log_mailbox(read, snapshot); },
          [&](const ReportsRead& read) { log_reports(read, snapshot); },
          [&](const ProbeRan& ran) {
            if (const auto line = overdue_.line_for(ran)) spdlog::info(printable(*line));
          },
          [&](const ProbeSkipped& skipped) {
            if (const auto line = overdue_.line_for(skipped)) spdlog::warn(printable(*line));
            log_put_off(skipped, snapshot);
            if (skipped.probe == "calibration") log_calibration_wait(skipped, snapshot);
            spdlog::debug("probe {} of {}: skipped {}, {}", skipped.probe, skipped.domain,
                          counted(skipped.count, "time"), to_string(skipped.reason));
          },
          [&](const StateWriteFailed& failed) { log_failed_write(failed, snapshot); },
          [&](const StateWritten&) {
            if (snapshot.state_file->failing.empty()) spdlog::info("state store: takes writes again");
          },
          [&](const OwnNetworkJudged&) {
            log_change("own network", is_own_network_down(snapshot)
                                          ? "down: most resolvers are silent at once, which changes no state"
                                          : "up: resolvers reply");
          },
          [&](const JudgementChanged& changed) { log_judgement(changed); },
          [&](const RecordNoted& seen) {
            spdlog::info("{}: noted for the way back: {}, TTL {}", to_string(seen.record),
                         printable(seen.noted.rrset.text()), seen.noted.ttl.count());
          },
          [&](const ClockStepped& step) {
            spdlog::warn("the host's clock was set by {:+.1f} s: all instants of DNS state move along",
                         seconds_of(step.by));
          },
      },
      observation);
}

}  // namespace cutwatch
