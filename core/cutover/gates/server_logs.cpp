#include "core/cutover/gates/server_logs.hpp"

#include "core/cutover/gates/log_deeds.hpp"
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

/// What is sent to a server may be spread over as many hosts as it has logs.
Millis spread(const Evidence& evidence, ServerRole role, Millis interval) {
  return interval * std::ranges::count(evidence.plan.logs, role, &ServerLog::role);
}

/// The agent's own mail has not been recognised in it lately: then nobody knows whether it tells of others'.
std::optional<std::string> blindness(const Evidence& evidence, const ServerLog& log) {
  const auto interval = own_mail_interval(evidence, log.role);
  const auto* known = state_of(evidence.state, log);
  const auto seen = known == nullptr ? std::nullopt : known->facts.own_seen.last;
  if (!interval)
    return fmt::format(
        "nothing that the agent sends shows whether {} tells of mail: give a round trip the "
        "{} path, or waive the gate",
        name_of(log), to_string(log.role));
  if (seen && evidence.is_fresh(*seen, spread(evidence, log.role, *interval))) return std::nullopt;
  if (seen)
    return fmt::format("{} last told of mail of the agent's own at {}", name_of(log),
                       seen_at(*seen, evidence.now));
  return fmt::format(
      "{} has told of no mail of the agent's own yet: see that all lines of the mail server "
      "are in it, those of its deliveries too, and that it is this server's",
      name_of(log));
}

/// It has no line since something that the agent did there, long enough ago.
std::optional<std::string> silence(const Evidence& evidence, const ServerLog& log) {
  const auto interval = own_deed_interval(evidence, log.role);
  const auto* known = state_of(evidence.state, log);
  if (!interval || known == nullptr || !known->begun || known->behind > 0) return std::nullopt;
  const bool is_one_of_many = spread(evidence, log.role, Millis{1}) > Millis{1};
  if (is_one_of_many && known->facts.own_seen.count == 0) return std::nullopt;
  const auto& last = known->facts.last_line;
  const auto deed = first_deed_after(evidence, log.role, std::max(last, known->begun));
  if (!deed || evidence.is_fresh(*deed, spread(evidence, log.role, *interval))) return std::nullopt;
  const auto since = fmt::format("though the agent was heard there at {}", rfc3339(*deed));
  return last ? fmt::format("the last line of {} is of {}, {}", name_of(log), seen_at(*last, evidence.now),
                            since)
              : fmt::format("{} has had no line yet, {}", name_of(log), since);
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

std::optional<WallTime> strays_read(const Evidence& evidence, ServerRole role, mail::StrayKind kind) {
  std::optional<WallTime> out;
  for (const auto& log : evidence.plan.logs) {
    const auto* known = log.role == role ? state_of(evidence.state, log) : nullptr;
    if (known == nullptr) continue;
    const auto found = known->strays_read.find(kind);
    if (found != known->strays_read.end()) out = std::max(out, std::optional(found->second));
  }
  return out;
}

std::optional<std::string> log_silence(const Evidence& evidence, ServerRole role) {
  for (const auto& log : evidence.plan.logs) {
    if (log.role != role) continue;
    const auto* known = state_of(evidence.state, log);
    if (known != nullptr && known->failure) return trouble_of(evidence, log);
    if (auto found = silence(evidence, log)) return found;
  }
  return std::nullopt;
}

std::optional<std::string> log_trouble(const Evidence& evidence, ServerRole role) {
  for (const auto& log : evidence.plan.logs) {
    if (log.role != role) continue;
    if (auto trouble = trouble_of(evidence, log)) return trouble;
    if (auto blind = blindness(evidence, log)) return blind;
  }
  return std::nullopt;
}

std::expected<mail::LogFacts, Verdict> log_evidence(const Evidence& evidence, ServerRole role) {
  if (!has_log(evidence.plan, role))
    return std::unexpected(
        no_evidence(fmt::format("no log of the {} server is named (cutover.log)", to_string(role))));
  if (auto trouble = log_trouble(evidence, role)) return std::unexpected(no_evidence(*std::move(trouble)));
  return told_by_logs(evidence, role);
}

}  // namespace cutwatch::cutover
