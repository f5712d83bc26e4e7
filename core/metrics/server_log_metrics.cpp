#include "core/metrics/server_log_metrics.hpp"

#include "core/metrics/bypass_metrics.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::metrics {
namespace {

using cutover::ServerRole;
using mail::ClientOrigin;
using mail::LogFacts;
using mail::Tally;

double count_of(const Tally& tally) { return static_cast<double>(tally.count); }

/// 0 where there is none.
double instant_of(const std::optional<WallTime>& at) { return at ? unix_seconds(*at) : 0; }

/// What all logs of that server told; nullopt where none is named.
std::optional<LogFacts> facts_of(const cutover::Plan& plan, const DomainState& state, ServerRole role) {
  std::optional<LogFacts> all;
  for (const auto& log : plan.logs) {
    if (log.role != role) continue;
    if (!all) all.emplace();
    const auto known = state.server_logs.find({std::string(to_string(role)), std::string(log.source())});
    if (known != state.server_logs.end()) all = merged(*std::move(all), known->second->facts);
  }
  return all;
}

void add_server(FamilySet& out, const std::string& domain, ServerRole role, const LogFacts& facts) {
  const std::vector<std::string> labels{domain, std::string(to_string(role))};
  const auto with = [&](std::initializer_list<std::string_view> more) {
    auto all = labels;
    for (const auto each : more) all.emplace_back(each);
    return all;
  };
  for (const auto origin : mail::kClientOrigins) {
    out.add("cutwatch_mta_accepted_total", with({to_string(origin)}),
            count_of(tally_of(facts.accepted, origin)));
    for (const auto refusal : mail::kRefusalClasses)
      out.add("cutwatch_mta_refused_total", with({to_string(origin), to_string(refusal)}),
              count_of(tally_of(facts.refused, std::pair(origin, refusal))));
  }
  for (const auto status : mail::kForwardStatuses)
    out.add("cutwatch_mta_forwarded_total", with({to_string(status)}),
            count_of(tally_of(facts.forwarded, status)));
  // A server may have other domains, that never end: of the old one the domain's own strangers count.
  const bool is_old = role == ServerRole::old_server;
  const auto last = is_old ? facts.strangers.last : tally_of(facts.accepted, ClientOrigin::other).last;
  out.add("cutwatch_mta_last_accept_timestamp_seconds", labels, instant_of(last));
  out.add("cutwatch_mta_log_last_line_timestamp_seconds", labels, instant_of(facts.last_line));
  out.add("cutwatch_mta_log_lines_total", labels, static_cast<double>(facts.lines));
  out.add("cutwatch_mta_log_unparsed_total", labels, static_cast<double>(facts.unparsed));
  out.add("cutwatch_mta_log_gaps_total", labels, count_of(facts.gaps));
  out.add("cutwatch_mta_held_total", labels, count_of(facts.held));
  out.add("cutwatch_mta_discarded_total", labels, count_of(facts.discarded));
}

void add_stranded(FamilySet& out, const cutover::Plan& plan, const LogFacts& old) {
  if (plan.kind == cutover::Kind::proxy) return;
  out.add("cutwatch_mail_stranded_total", {plan.label()},
          count_of(tally_of(old.strays, mail::StrayKind::stranded)));
}

/// By the log of who hands mail on; where there is none in kind proxy, by what the old server told him.
void add_failures(FamilySet& out, const cutover::Plan& plan, const std::optional<LogFacts>& old,
                  const std::optional<LogFacts>& fresh) {
  const bool is_proxy = plan.kind == cutover::Kind::proxy;
  const auto* failures = !is_proxy && old ? &old->failures : nullptr;
  if (is_proxy && old) failures = &old->forwarder_refused;
  if (is_proxy && fresh) failures = &fresh->failures;
  if (failures == nullptr) return;
  for (const auto refusal : mail::kRefusalClasses) {
    for (const auto reason : mail::kForwardReasons)
      out.add("cutwatch_mail_forward_failures_total",
              {plan.label(), std::string(to_string(refusal)), std::string(to_string(reason))},
              count_of(tally_of(*failures, std::pair(refusal, reason))));
  }
}

}  // namespace

void add_server_log_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state) {
  const auto domain = plan.label();
  const auto old = facts_of(plan, state, ServerRole::old_server);
  const auto fresh = facts_of(plan, state, ServerRole::new_server);
  if (old) add_server(out, domain, ServerRole::old_server, *old);
  if (fresh) add_server(out, domain, ServerRole::new_server, *fresh);
  if (old) add_stranded(out, plan, *old);
  add_bypass_metrics(out, plan, state, old);
  add_failures(out, plan, old, fresh);
}

}  // namespace cutwatch::metrics
