#include "core/cutover/in_flight.hpp"
#include "core/cutover/released.hpp"
#include "core/metrics/arrival_metrics.hpp"
#include "core/metrics/hop_metrics.hpp"
#include "core/metrics/merged_by_path.hpp"
#include "core/metrics/metrics.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>
#include <ranges>

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

/// A server that is to refuse mail does what it should. Which refusal was the last is known of messages that
/// are remembered: of each path some are.
bool is_last_refused_on_purpose(const DomainState& state, const ProbePath& path) {
  const auto newest_first = state.mail->ended | std::views::reverse;
  const auto last = std::ranges::find_if(newest_first, [&](const auto& entry) {
    return entry->probe == path.probe && entry->path == path.path &&
           entry->result == mail::MessageResult::refused;
  });
  return last != newest_first.end() && cutover::is_refused_on_purpose(**last, *state.chronicle);
}

bool is_last_a_success(const DomainState& state, const ProbePath& path, mail::MessageResult last) {
  if (last == mail::MessageResult::refused) return is_last_refused_on_purpose(state, path);
  return last == mail::MessageResult::delivered;
}

void add_path(FamilySet& out, const cutover::Plan& plan, const ProbePath& path, const DomainState& domain) {
  static const PathTotals kNone;
  const MailState& state = *domain.mail;
  const std::vector<std::string> labels{plan.label(), path.probe, path.path};
  const auto found = state.totals.find(path);
  const auto& totals = found == state.totals.end() ? kNone : found->second;
  add_totals(out, labels, totals);
  if (totals.last_result) {
    out.add("cutwatch_mail_last_success", labels,
            is_last_a_success(domain, path, *totals.last_result) ? 1 : 0);
  }
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

void add_mail_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot) {
  static const Shared<DomainState> kNothing;
  for (const auto& plan : watched.plans) {
    const auto domain = snapshot.domains.find(plan.label());
    const DomainState& state = domain == snapshot.domains.end() ? *kNothing : *domain->second;
    for (const auto* trip : plan.all_round_trips()) {
      for (const auto path : trip->paths) {
        add_path(out, plan, {trip->id, std::string(to_string(path))}, state);
        add_arrival_metrics(out, plan, *trip, path, *state.mail);
      }
    }
    add_in_flight(out, plan, *state.mail);
    add_hop_metrics(out, plan, *state.mail);
    add_greylisting(out, plan, *state.mail);
    add_connections(out, plan.label(), *state.mail);
  }
}

}  // namespace cutwatch::metrics
