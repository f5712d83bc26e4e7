#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/text/counted.hpp"
#include "core/text/printable.hpp"
#include "exporters/decision_json.hpp"
#include "exporters/json_values.hpp"
#include "exporters/report.hpp"
#include "exporters/report_timeline.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace cutwatch::exporters {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;
using nlohmann::json;

constexpr std::size_t kMaxText = 1024;

/// Losses on top, then what went wrong otherwise, then what is not known yet.
int rank(const LedgerEntry& entry) {
  if (!entry.result) return 4;
  switch (*entry.result) {
    case MessageResult::lost: return 0;
    case MessageResult::refused: return 1;
    case MessageResult::junk: return 2;
    case MessageResult::late: return 3;
    case MessageResult::delivered: return 5;
  }
  std::unreachable();
}

json message_json(const LedgerEntry& entry) {
  return {{"id", printable(entry.id)},
          {"probe", printable(entry.probe)},
          {"path", printable(entry.path)},
          {"recorded_at", rfc3339(entry.recorded)},
          {"ended_at", time_or_null(entry.ended)},
          {"result", state_or_null(entry.result)},
          {"latency_seconds", seconds_or_null(entry.latency())},
          {"attempts", entry.attempts},
          {"copies", entry.copies},
          {"found_after_lost", entry.is_found_after_lost},
          {"detail", printable(entry.detail, kMaxText)}};
}

json messages_json(std::vector<LedgerEntry> messages) {
  std::ranges::sort(messages, {}, [](const LedgerEntry& entry) {
    return std::tuple(rank(entry), entry.recorded, entry.id);
  });
  json out = json::array();
  for (const auto& entry : messages) out.push_back(message_json(entry));
  return out;
}

/// Of all messages that ever were, those forgotten included.
json totals_json(const MailState& mail) {
  json out = json::array();
  for (const auto& [path, totals] : mail.totals) {
    json row{{"probe", path.probe},
             {"path", path.path},
             {"deferrals", totals.deferrals},
             {"duplicates", totals.duplicates},
             {"found_after_lost", totals.found_after_lost}};
    for (const auto result : mail::kMessageResults) {
      const auto found = totals.results.find(result);
      row[std::string(to_string(result))] = found == totals.results.end() ? 0 : found->second;
    }
    out.push_back(std::move(row));
  }
  return out;
}

/// When any name server was first seen with it.
std::optional<WallTime> first_published(const RecordState& state, const std::string& target) {
  std::optional<WallTime> first;
  for (const auto& history : state.histories_with_departed()) {
    for (const auto& version : history.versions) {
      if (version.rrset.text() != target) continue;
      first = std::min(first.value_or(version.first_seen), version.first_seen);
    }
  }
  return first;
}

json switch_json(const SwitchKey& key, const ResolverSwitch& seen, const DomainState& state) {
  const auto record = state.records.find(key.record);
  const auto published =
      record == state.records.end() ? std::nullopt : first_published(*record->second, key.target);
  std::optional<Millis> took;
  if (published && seen.first_new) took = std::max(*seen.first_new - *published, Millis{0});
  return {{"record", to_string(key.record)},
          {"target", printable(key.target, kMaxText)},
          {"published_at", time_or_null(published)},
          {"resolver", printable(key.resolver)},
          {"only_new_since", time_or_null(seen.first_new)},
          {"took_seconds", seconds_or_null(took)},
          {"state", to_string(seen.state)},
          {"state_since", rfc3339(seen.since)},
          {"kept_past_bound_because", state_or_null(seen.cause)},
          {"kept_until", time_or_null(seen.kept_until)}};
}

json switches_json(const DomainState& state) {
  json out = json::array();
  for (const auto& [key, seen] : state.chronicle->switches) out.push_back(switch_json(key, seen, state));
  return out;
}

json allowances_json(const cutover::Plan& plan) {
  json waivers = json::array();
  for (const auto& waiver : plan.waived) {
    waivers.push_back({{"gate", printable(waiver.gate)}, {"reason", printable(waiver.reason, kMaxText)}});
  }
  json accepted = json::array();
  for (const auto& each : plan.accepted)
    accepted.push_back({{"id", printable(each.id)}, {"reason", printable(each.reason, kMaxText)}});
  return {{"waived", waivers}, {"accepted", accepted}};
}

json noted_json(const cutover::Plan& plan, const DomainState& state) {
  json out = json::array();
  for (const auto& record : plan.records) {
    for (const auto& noted : cutover::state_of(record, state).noted) {
      out.push_back({{"record", to_string(record.question)},
                     {"rrset", printable(noted.rrset.text(), kMaxText)},
                     {"ttl", noted.ttl.count()},
                     {"noted_at", rfc3339(noted.at)}});
    }
  }
  return out;
}

std::string mail_summary(const MailState& mail) {
  std::map<MessageResult, std::uint64_t> results;
  std::uint64_t all = 0;
  for (const auto& [path, totals] : mail.totals) {
    for (const auto& [result, count] : totals.results) {
      results[result] += count;
      all += count;
    }
  }
  auto out = fmt::format("{} ended", counted(all, "probe message"));
  for (const auto& [result, count] : results) {
    if (count > 0) out += fmt::format(", {} {}", count, to_string(result));
  }
  return fmt::format("{}, {} in flight", out, mail.in_flight.size());
}

std::string switch_summary(const DomainState& state) {
  std::set<std::string> all;
  std::set<std::string> behind;
  std::set<std::string> late;
  for (const auto& [key, seen] : state.chronicle->switches) {
    all.insert(key.resolver);
    if (!seen.first_new) behind.insert(key.resolver);
    if (seen.cause) late.insert(key.resolver);
  }
  if (all.empty()) return "no resolver was seen to follow a change";
  return fmt::format("{} followed a change, {} not everywhere yet, {} kept old data past their bound",
                     counted(all.size(), "resolver"), behind.size(), late.size());
}

std::string summary_of(const ReportSource& source, const cutover::CutoverAssessment& assessed) {
  const auto& standing = assessed.standing;
  const auto switched = standing.switched_by ? fmt::format("switched by {}", rfc3339(*standing.switched_by))
                        : standing.switched_since
                            ? fmt::format("switching since {}", rfc3339(*standing.switched_since))
                        : standing.is_rolled_back ? "rolled back"
                                                  : "not switched";
  return printable(
      fmt::format("{} (kind {}) was in phase {} at {}, {}; {}; {}.", source.plan.label(),
                  to_string(source.plan.kind), to_string(assessed.phase), rfc3339(source.known_until),
                  switched, switch_summary(source.state), mail_summary(*source.state.mail)),
      kMaxText);
}

}  // namespace

json report_json(const ReportSource& source) {
  const auto assessed = cutover::assess(source.plan, source.state, source.resolvers, source.known_until);
  json out{{"domain", source.plan.label()},
           {"kind", to_string(source.plan.kind)},
           {"known_until", rfc3339(source.known_until)},
           {"summary", summary_of(source, assessed)},
           {"phase", to_string(assessed.phase)},
           {"rolled_back", assessed.standing.is_rolled_back},
           {"decision", decision_json(assessed.decision)},
           {"conditions", conditions_json(assessed.conditions)},
           {"timeline", timeline_json(source.plan, source.state)},
           {"resolvers", switches_json(source.state)},
           {"message_totals", totals_json(*source.state.mail)},
           {"messages", messages_json(source.messages)},
           {"records_noted", noted_json(source.plan, source.state)}};
  out.update(allowances_json(source.plan));
  return out;
}

}  // namespace cutwatch::exporters
