#pragma once
#include "agent/config/config.hpp"
#include "core/metrics/metrics.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch {

/// What a configuration names, as far as this process acts upon it: without a durable ledger no mail is sent,
/// unless the operator wants that.
metrics::Watched watched_by(const config::Config& config);

/// Says in the log whose mail is not sent for that reason.
void warn_of_silence(const config::Config& config);

/// The keys that differ from what the process was started with, and cannot change while it runs; one sentence
/// each.
std::vector<std::string> only_at_start(const config::Config& started, const config::Config& read);

/// The configuration as this process can act upon it: what it was started with, where that cannot change.
config::Config as_started(config::Config read, const config::Config& started);

/// The plans that `before` does not have, or not with all of their records and logs: what begins to be
/// watched.
std::vector<cutover::Plan> plans_with_news(const metrics::Watched& before, const metrics::Watched& now);

/// "2 cutovers at 3 resolvers; added example.net; removed example.com; changed example.org".
std::string summary_of(const metrics::Watched& before, const metrics::Watched& now);

}  // namespace cutwatch
