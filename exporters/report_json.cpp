#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/released.hpp"
#include "core/text/counted.hpp"
#include "core/text/printable.hpp"
#include "exporters/arrival_json.hpp"
#include "exporters/copies_json.hpp"
#include "exporters/decision_json.hpp"
#include "exporters/farewell_json.hpp"
#include "exporters/json_values.hpp"
#include "exporters/outbound_json.hpp"
#include "exporters/report.hpp"
#include "exporters/report_figures.hpp"
#include "exporters/report_timeline.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace cutwatch::exporters {
namespace {

using mail::LedgerEntry;
using mail::MessageResult;
using nlohmann::json;

constexpr std::size_t kMaxText = 1024;

/// Losses on top, then what went wrong otherwise, then what is not known yet.
int rank(const LedgerEntry& entry, const Chronicle& chronicle) {
  if (!entry.result) return 4;
  if (cutover::is_refused_on_purpose(entry, chronicle)) return 6;
  switch (*entry.result) {
    case MessageResult::lost: return 0;
    case MessageResult::refused: return 1;
    case MessageResult::junk: return 2;
    case MessageResult::late: return 3;
    case MessageResult::untold: return 4;
    case MessageResult::delivered: return 5;
  }
  std::unreachable();
}

json message_json(const ReportSource& source, const LedgerEntry& entry) {
  json out{
      {"id", printable(entry.id)},
      {"probe", printable(entry.probe)},
      {"path", printable(entry.path)},
      {"recorded_at", rfc3339(entry.recorded)},
      {"ended_at", time_or_null(entry.ended)},
      {"result", state_or_null(entry.result)},
      {"latency_seconds", seconds_or_null(entry.latency())},
      {"greylisted_seconds", seconds_or_null(entry.greylisted())},
      {"attempts", entry.attempts},
      {"copies", entry.copies},
      {"found_after_lost", entry.is_found_after_lost},
      {"refused_on_purpose", cutover::is_refused_on_purpose(entry, *source.state.chronicle)},
      {"also_in", also_in_json(entry)},
      {"folder",
       entry.sighting && !entry.sighting->folder.empty() ? json(printable(entry.sighting->folder)) : json()},
      {"detail", printable(entry.detail, kMaxText)}};
  out.update(arrival_json(source.plan, entry));
  return out;
}

json messages_json(const ReportSource& source) {
  std::vector<std::pair<int, const LedgerEntry*>> ranked;
  for (const auto& entry : source.messages) ranked.emplace_back(rank(entry, *source.state.chronicle), &entry);
  std::ranges::sort(ranked, {}, [](const auto& each) {
    return std::tuple(each.first, each.second->recorded, std::string_view(each.second->id));
  });
  json out = json::array();
  for (const auto& each : ranked) out.push_back(message_json(source, *each.second));
  return out;
}

json switch_json(const SwitchKey& key, const ResolverSwitch& seen) {
  std::optional<Millis> took;
  if (key.published && seen.first_new) took = std::max(*seen.first_new - *key.published, Millis{0});
  return {{"record", to_string(key.record)},
          {"target", printable(key.target, kMaxText)},
          {"published_at", time_or_null(key.published)},
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
  for (const auto& [key, seen] : state.chronicle->switches) out.push_back(switch_json(key, seen));
  return out;
}

json allowances_json(const cutover::Plan& plan) {
  json waivers = json::array();
  for (const auto& waiver : plan.waived) {
    waivers.push_back({{"gate", printable(waiver.gate)}, {"reason", printable(waiver.reason, kMaxText)}});
  }
  return {{"waived", waivers}, {"accepted", accepted_json(plan)}};
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
                  switched, switch_summary(source.state), message_summary(source)),
      kMaxText);
}

std::string last_told(const Chronicle& chronicle, ChangeKind kind) {
  const auto found = chronicle.last.find({.kind = kind, .subject = ""});
  return found == chronicle.last.end() ? "" : found->second;
}

/// What the agent said last, whatever can be judged anew without it; null while it has said nothing.
json told_json(const Chronicle& chronicle) {
  const auto reversed = chronicle.entries | std::views::reverse;
  const auto last =
      std::ranges::find(reversed, ChangeKind::decision, [](const auto& entry) { return entry->about.kind; });
  if (last == reversed.end()) return nullptr;
  return {{"phase", printable(last_told(chronicle, ChangeKind::phase))},
          {"decision", printable(last_told(chronicle, ChangeKind::decision))},
          {"sentence", printable((*last)->words, kMaxText)},
          {"at", rfc3339((*last)->at)}};
}

}  // namespace

json report_json(const ReportSource& source) {
  const auto assessed = cutover::assess(source.plan, source.state, source.resolvers, source.known_until);
  json out{{"domain", source.plan.label()},
           {"kind", to_string(source.plan.kind)},
           {"known_until", rfc3339(source.known_until)},
           {"agent_runs", source.is_agent_running},
           {"summary", summary_of(source, assessed)},
           {"phase", to_string(assessed.phase)},
           {"rolled_back", assessed.standing.is_rolled_back},
           {"told", told_json(*source.state.chronicle)},
           {"decision", decision_json(assessed.decision)},
           {"conditions", conditions_json(assessed.conditions)},
           {"timeline", timeline_json(source.plan, source.state)},
           {"resolvers", switches_json(source.state)},
           {"farewell", farewell_json(source.plan, source.state, assessed.standing.switched_since)},
           {"message_totals", message_totals_json(source)},
           {"copy_totals", copy_totals_json(source.messages)},
           {"outbound", outbound_json(source.plan, *source.state.mail)},
           {"messages", messages_json(source)},
           {"records_noted", noted_json(source.plan, source.state)}};
  out.update(allowances_json(source.plan));
  return out;
}

}  // namespace cutwatch::exporters
