#include "core/cutover/gates/server_logs.hpp"

#include "core/cutover/record/freshness.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kLongestDetail = 256;

std::string name_of(const ServerLog& log) {
  return fmt::format("the {} server's log ({})", to_string(log.role), printable(log.source()));
}

const ServerLogState* state_of(const DomainState& state, const ServerLog& log) {
  const auto found = state.server_logs.find({std::string(to_string(log.role)), std::string(log.source())});
  return found == state.server_logs.end() ? nullptr : &*found->second;
}

std::optional<std::string> trouble_of(const Evidence& evidence, const ServerLog& log) {
  const auto* known = state_of(evidence.state, log);
  if (known == nullptr || !known->heard) return fmt::format("{} has not been read yet", name_of(log));
  if (known->failure)
    return fmt::format("{} cannot be read: {}", name_of(log),
                       printable(to_string(*known->failure), kLongestDetail));
  if (known->behind > 0)
    return fmt::format("{} is not read to its end: {} octets are left", name_of(log), known->behind);
  return std::nullopt;
}

/// Where the agent's own probes should have left a line.
std::optional<std::string> silence(const Evidence& evidence, ServerRole role,
                                   std::optional<Millis> interval) {
  const auto last = told_by_logs(evidence, role).last_line;
  if (!interval || (last && evidence.is_fresh(*last, *interval))) return std::nullopt;
  return last ? fmt::format("the last line of the {} server's log is of {}", to_string(role),
                            seen_at(*last, evidence.now))
              : fmt::format("the {} server's log has had no line yet", to_string(role));
}

bool takes(const RoundTrip& trip, Path path) {
  return std::ranges::find(trip.paths, path) != trip.paths.end();
}

/// Mail by the new path comes to both servers where one of them hands it on to the other.
bool comes_to(const Plan& plan, const RoundTrip& trip, ServerRole role) {
  if (role == ServerRole::new_server) return takes(trip, Path::new_path);
  return takes(trip, Path::old_path) || (plan.kind == Kind::proxy && takes(trip, Path::new_path));
}

void shorten(std::optional<Millis>& least, Millis interval) {
  least = least ? std::min(*least, interval) : interval;
}

}  // namespace

bool has_log(const Plan& plan, ServerRole role) {
  return std::ranges::find(plan.logs, role, &ServerLog::role) != plan.logs.end();
}

mail::LogFacts told_by_logs(const Evidence& evidence, ServerRole role) {
  mail::LogFacts all;
  for (const auto& log : evidence.plan.logs) {
    const auto* known = log.role == role ? state_of(evidence.state, log) : nullptr;
    if (known != nullptr) all = merged(std::move(all), known->facts);
  }
  return all;
}

std::optional<Millis> own_line_interval(const Evidence& evidence, ServerRole role) {
  std::optional<Millis> least;
  for (const auto& trip : evidence.plan.round_trips) {
    if (comes_to(evidence.plan, trip, role)) shorten(least, evidence.interval_of(trip));
  }
  for (const auto& lockdown : evidence.plan.lockdowns) {
    if (lockdown.target == role || lockdown.control == role) shorten(least, lockdown.interval);
  }
  return least;
}

std::optional<std::string> log_silence(const Evidence& evidence, ServerRole role) {
  const auto interval = own_line_interval(evidence, role);
  bool is_new = false;
  for (const auto& log : evidence.plan.logs) {
    if (log.role != role) continue;
    const auto* known = state_of(evidence.state, log);
    if (known != nullptr && known->failure) return trouble_of(evidence, log);
    is_new = is_new || known == nullptr || !known->begun || known->behind > 0 ||
             (interval && evidence.is_fresh(*known->begun, *interval));
  }
  return is_new ? std::nullopt : silence(evidence, role, interval);
}

std::optional<std::string> log_trouble(const Evidence& evidence, ServerRole role) {
  for (const auto& log : evidence.plan.logs) {
    if (log.role != role) continue;
    if (auto trouble = trouble_of(evidence, log)) return trouble;
  }
  return silence(evidence, role, own_line_interval(evidence, role));
}

std::expected<mail::LogFacts, Verdict> log_evidence(const Evidence& evidence, ServerRole role) {
  if (!has_log(evidence.plan, role))
    return std::unexpected(
        no_evidence(fmt::format("no log of the {} server is named (cutover.log)", to_string(role))));
  if (auto trouble = log_trouble(evidence, role)) return std::unexpected(no_evidence(*std::move(trouble)));
  return told_by_logs(evidence, role);
}

}  // namespace cutwatch::cutover
