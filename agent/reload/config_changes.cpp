#include "agent/reload/config_changes.hpp"

#include "core/text/counted.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <set>

namespace cutwatch {
namespace {

bool sends_no_mail(const config::Config& config) {
  return config.state_path == ":memory:" && !config.is_volatile_mail;
}

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

}  // namespace

metrics::Watched watched_by(const config::Config& config) {
  metrics::Watched watched{.plans = config.cutovers, .resolvers = config.resolvers};
  if (sends_no_mail(config)) {
    for (auto& plan : watched.plans) plan.round_trips.clear();
  }
  return watched;
}

void warn_of_silence(const config::Config& config) {
  if (!sends_no_mail(config)) return;
  for (const auto& plan : config.cutovers) {
    if (plan.round_trips.empty()) continue;
    spdlog::warn(
        "{}: no mail is sent, because [state] path is \":memory:\" and a restart would lose track of "
        "messages; set a path, or volatile_mail = true",
        plan.label());
  }
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

std::vector<cutover::Plan> plans_added(const metrics::Watched& before, const metrics::Watched& now) {
  const auto known = labels_of(before);
  std::vector<cutover::Plan> out;
  for (const auto& plan : now.plans) {
    if (!known.contains(plan.label())) out.push_back(plan);
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
  return text;
}

}  // namespace cutwatch
