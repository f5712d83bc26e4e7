#include "agent/reload/config_changes.hpp"

#include "agent/config/plan_notes.hpp"
#include "agent/reload/plan_difference.hpp"
#include "core/text/counted.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>

namespace cutwatch {
namespace {

std::set<std::string> labels_of(const metrics::Watched& watched) {
  std::set<std::string> out;
  for (const auto& plan : watched.plans) out.insert(plan.label());
  return out;
}

std::vector<std::string> missing(const std::set<std::string>& from, const std::set<std::string>& in) {
  std::vector<std::string> out;
  for (const auto& label : from) {
    if (!in.contains(label)) out.push_back(label);
  }
  return out;
}

bool has_more_records(const cutover::Plan& plan, const cutover::Plan& earlier) {
  return std::ranges::any_of(plan.records, [&](const cutover::WatchedRecord& record) {
    return std::ranges::find(earlier.records, record.question, &cutover::WatchedRecord::question) ==
           earlier.records.end();
  });
}

bool has_more_logs(const cutover::Plan& plan, const cutover::Plan& earlier) {
  return std::ranges::any_of(plan.logs, [&](const cutover::ServerLog& log) {
    return std::ranges::none_of(earlier.logs, [&](const cutover::ServerLog& other) {
      return other.role == log.role && other.source() == log.source();
    });
  });
}

/// The domains whose plans are others than before.
std::vector<std::string> changed(const metrics::Watched& before, const metrics::Watched& now) {
  std::vector<std::string> out;
  for (const auto& plan : now.plans) {
    const auto earlier = std::ranges::find(before.plans, plan.label(), &cutover::Plan::label);
    if (earlier != before.plans.end() && differ(*earlier, plan)) out.push_back(plan.label());
  }
  return out;
}

}  // namespace

metrics::Watched watched_by(const config::Config& config) {
  metrics::Watched watched{.plans = config.cutovers, .resolvers = config.resolvers};
  if (!config.sends_mail()) {
    for (auto& plan : watched.plans) {
      plan.round_trips.clear();
      plan.outbound.clear();
    }
  }
  return watched;
}

void warn_of_silence(const config::Config& config) {
  for (const auto& note : config::notes_on_silence(config)) spdlog::warn("{}", note);
}

std::vector<std::string> only_at_start(const config::Config& started, const config::Config& read) {
  std::vector<std::string> out;
  const auto note = [&](bool is_changed, std::string_view key, std::string_view what) {
    if (is_changed) out.push_back(fmt::format("{} is changed, which takes a restart: {}", key, what));
  };
  note(read.listen != started.listen, "[web] listen", "the listeners stay where they are");
  note(read.sources != started.sources, "[agent] source",
       "DNS queries go on leaving from the addresses that they left from");
  note(read.state_path != started.state_path, "[state] path",
       fmt::format("{} stays the state file", started.state_path));
  note(read.state_retention != started.state_retention, "[state] retention",
       "messages are remembered as long as before");
  return out;
}

config::Config as_started(config::Config read, const config::Config& started) {
  read.listen = started.listen;
  read.sources = started.sources;
  read.state_path = started.state_path;
  read.state_retention = started.state_retention;
  return read;
}

std::vector<cutover::Plan> plans_with_news(const metrics::Watched& before, const metrics::Watched& now) {
  std::map<std::string, const cutover::Plan*> earlier;
  for (const auto& plan : before.plans) earlier.emplace(plan.label(), &plan);
  std::vector<cutover::Plan> out;
  for (const auto& plan : now.plans) {
    const auto known = earlier.find(plan.label());
    const bool is_new = known == earlier.end();
    if (is_new || has_more_records(plan, *known->second) || has_more_logs(plan, *known->second))
      out.push_back(plan);
  }
  return out;
}

std::string summary_of(const metrics::Watched& before, const metrics::Watched& now) {
  const auto earlier = labels_of(before);
  const auto later = labels_of(now);
  auto text = fmt::format("{} at {}", counted(now.plans.size(), "cutover"),
                          counted(now.resolvers.size(), "resolver"));
  if (const auto added = missing(later, earlier); !added.empty())
    text += fmt::format("; added {}", fmt::join(added, ", "));
  if (const auto removed = missing(earlier, later); !removed.empty())
    text += fmt::format("; removed {}", fmt::join(removed, ", "));
  if (const auto others = changed(before, now); !others.empty())
    text += fmt::format("; changed {}", fmt::join(others, ", "));
  return text;
}

}  // namespace cutwatch
