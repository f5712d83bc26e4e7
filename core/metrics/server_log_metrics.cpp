#include "core/metrics/server_log_metrics.hpp"

#include "core/cutover/server_log/farewell.hpp"
#include "core/cutover/server_log/role_facts.hpp"
#include "core/metrics/bypass_metrics.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
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

/// What was told of the domain's deliveries.
void add_delays(FamilySet& out, const std::vector<std::string>& labels, const mail::StageDelays& delays) {
  constexpr double kMicrosOfSecond = 1e6;
  for (std::size_t i = 0; i < mail::kDelayStages.size(); ++i) {
    const auto& stage = delays.stages[i];
    auto all = labels;
    all.emplace_back(to_string(mail::kDelayStages[i]));
    out.add("cutwatch_mta_delay_seconds", std::move(all),
            Histogram(mail::kDelayBounds, {stage.counts.begin(), stage.counts.end()},
                      static_cast<double>(stage.micros) / kMicrosOfSecond));
  }
}

/// Absent where it cannot be told: no switch, no log.
void add_farewell(FamilySet& out, const cutover::Plan& plan, const std::optional<cutover::Farewell>& seen) {
  if (!seen) return;
  for (const auto became : cutover::kFarewellStates) {
    const auto found = seen->weights.find(became);
    out.add("cutwatch_mail_former_sender_messages", {plan.label(), std::string(to_string(became))},
            found == seen->weights.end() ? 0 : static_cast<double>(found->second));
  }
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
  add_delays(out, labels, facts.delays);
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

void add_server_log_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state,
                            std::optional<WallTime> switched_since) {
  const auto domain = plan.label();
  const auto old = role_facts(plan, state, ServerRole::old_server);
  const auto fresh = role_facts(plan, state, ServerRole::new_server);
  if (old) add_server(out, domain, ServerRole::old_server, *old);
  if (fresh) add_server(out, domain, ServerRole::new_server, *fresh);
  if (old) add_stranded(out, plan, *old);
  add_bypass_metrics(out, plan, state, old);
  add_failures(out, plan, old, fresh);
  add_farewell(out, plan, cutover::farewell(plan, state, switched_since));
}

}  // namespace cutwatch::metrics
