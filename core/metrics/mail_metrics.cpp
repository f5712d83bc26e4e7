#include "core/cutover/expectation.hpp"
#include "core/cutover/in_flight.hpp"
#include "core/metrics/arrival_metrics.hpp"
#include "core/metrics/hop_metrics.hpp"
#include "core/metrics/merged_by_path.hpp"
#include "core/metrics/metrics.hpp"
#include "core/metrics/queue_metrics.hpp"
#include "core/metrics/server_log_metrics.hpp"
#include "core/time/seconds.hpp"

#include <string>
#include <vector>

namespace cutwatch::metrics {
namespace {

void add_totals(FamilySet& out, const std::vector<std::string>& labels, const PathTotals& totals) {
  for (const auto result : mail::kMessageResults) {
    auto with_result = labels;
    with_result.emplace_back(to_string(result));
    const auto count = totals.results.find(result);
    out.add("cutwatch_mail_messages_total", std::move(with_result),
            count == totals.results.end() ? 0 : static_cast<double>(count->second));
  }
  const auto untold = totals.results.find(mail::MessageResult::untold);
  out.add("cutwatch_mail_untold_total", labels,
          untold == totals.results.end() ? 0 : static_cast<double>(untold->second));
  out.add("cutwatch_mail_deferrals_total", labels, static_cast<double>(totals.deferrals));
  out.add("cutwatch_mail_duplicates_total", labels, static_cast<double>(totals.duplicates));
  out.add("cutwatch_mail_found_after_lost_total", labels, static_cast<double>(totals.found_after_lost));
  out.add("cutwatch_mail_delivery_latency_seconds", labels, totals.latency);
}

/// What is known of one round trip of a plan.
struct Trip {
  const cutover::Plan& plan;
  const DomainState& state;
  const cutover::CutoverAssessment& assessed;
  const cutover::RoundTrip& trip;
};

void add_path(FamilySet& out, const Trip& of, cutover::Path path) {
  static const PathTotals kNone;
  const ProbePath probe_path{of.trip.id, std::string(to_string(path))};
  const std::vector<std::string> labels{of.plan.label(), probe_path.probe, probe_path.path};
  const auto found = of.state.mail->totals.find(probe_path);
  add_totals(out, labels, found == of.state.mail->totals.end() ? kNone : found->second);
  const auto success = cutover::is_last_as_expected(of.plan, of.state, of.assessed, of.trip, path);
  if (success) out.add("cutwatch_mail_last_success", labels, *success ? 1 : 0);
}

void add_in_flight(FamilySet& out, const cutover::Plan& plan, const MailState& state) {
  const auto in_flight = cutover::in_flight_of(plan, state);
  for (const auto* trip : plan.all_round_trips()) {
    for (const auto path : trip->paths) {
      const std::string label{to_string(path)};
      const auto of_path = in_flight.find({trip->id, label});
      out.add("cutwatch_mail_in_flight", {plan.label(), trip->id, label},
              of_path == in_flight.end() ? 0 : static_cast<double>(of_path->second.awaited));
    }
  }
}

void add_greylisting(FamilySet& out, const cutover::Plan& plan, const MailState& state) {
  const auto greylisted = [](const PathTotals& totals) { return &totals.greylisted; };
  for (auto& [path, durations] : merged_by_path(plan, state, greylisted))
    out.add("cutwatch_mail_greylist_seconds", {plan.label(), path}, durations);
}

void add_connections(FamilySet& out, const std::string& domain, const MailState& state) {
  for (const auto& [path, phases] : state.phases) {
    for (const auto& [phase, histogram] : phases) {
      out.add("cutwatch_mail_smtp_phase_seconds", {domain, path, std::string(to_string(phase))}, histogram);
    }
  }
  for (const auto& [path, certificate] : state.certificates) {
    out.add("cutwatch_tls_not_after_timestamp_seconds", {domain, path}, unix_seconds(certificate.not_after));
    out.add("cutwatch_tls_certificate_valid", {domain, path}, certificate.is_valid ? 1 : 0);
  }
}

}  // namespace

void add_mail_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot,
                      const std::vector<cutover::CutoverAssessment>& assessed, WallTime now) {
  static const Shared<DomainState> kNothing;
  for (std::size_t i = 0; i < watched.plans.size(); ++i) {
    const auto& plan = watched.plans[i];
    const auto domain = snapshot.domains.find(plan.label());
    const DomainState& state = domain == snapshot.domains.end() ? *kNothing : *domain->second;
    for (const auto* trip : plan.all_round_trips()) {
      for (const auto path : trip->paths) {
        add_path(out, {plan, state, assessed[i], *trip}, path);
        add_arrival_metrics(out, plan, *trip, path, *state.mail);
      }
    }
    add_in_flight(out, plan, *state.mail);
    add_hop_metrics(out, plan, *state.mail);
    add_greylisting(out, plan, *state.mail);
    add_connections(out, plan.label(), *state.mail);
    add_server_log_metrics(out, plan, state, assessed[i].standing.switched_since);
    add_queue_metrics(out, plan, state, now);
  }
}

}  // namespace cutwatch::metrics
