#include "agent/server_log/log_readers.hpp"

#include "net/log/file_log.hpp"
#include "net/log/journal_log.hpp"
#include "net/log/stream_log.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace cutwatch {
namespace {

template <class Position>
std::optional<Position> position_as(const std::optional<LogPosition>& position) {
  const auto* found = position ? std::get_if<Position>(&*position) : nullptr;
  return found == nullptr ? std::nullopt : std::optional(*found);
}

ServerLogKey key_of(const cutover::ServerLog& log) {
  return {.role = std::string(to_string(log.role)), .source = std::string(log.source())};
}

}  // namespace

Result<std::unique_ptr<net::LogSource>> open_log_source(asio::io_context& io, WaitableClock& clock,
                                                        const cutover::ServerLog& log,
                                                        const std::optional<LogPosition>& position) {
  const auto beginning =
      log.is_read_from_start ? net::LogBeginning::at_its_start : net::LogBeginning::at_its_end;
  switch (log.kind) {
    case cutover::LogSourceKind::file:
      return std::make_unique<net::FileLog>(clock, log.path, beginning,
                                            position_as<LogFilePosition>(position));
    case cutover::LogSourceKind::journal: {
      net::JournalQuery query{.unit = log.unit, .identifiers = log.identifiers};
      return std::make_unique<net::JournalLog>(io.get_executor(), clock, std::move(query), beginning,
                                               position_as<JournalPosition>(position));
    }
    case cutover::LogSourceKind::standard_input: {
      const auto descriptor = net::duplicate_standard_input();
      if (!descriptor) return std::unexpected(descriptor.error());
      return std::make_unique<net::StreamLog>(io.get_executor(), *descriptor);
    }
  }
  std::unreachable();
}

LogReaders::LogReaders(asio::io_context& io, WaitableClock& clock, const Watcher& watcher, Observe observe,
                       OpenLogSource open)
    : io_(io), clock_(clock), watcher_(watcher), observe_(std::move(observe)), open_(std::move(open)) {}

std::optional<LogSurroundings> LogReaders::around(const std::string& domain) const {
  static const Shared<DomainState> kNothing;
  const auto& watched = watcher_.watched();
  const auto plan = std::ranges::find(watched.plans, domain, &cutover::Plan::label);
  if (plan == watched.plans.end()) return std::nullopt;
  const auto state = watcher_.snapshot().domains.find(domain);
  return LogSurroundings{.plan = *plan,
                         .state = state == watcher_.snapshot().domains.end() ? *kNothing : *state->second,
                         .resolvers = watched.resolvers};
}

void LogReaders::begin(const Key& key, const cutover::ServerLog& log) {
  const auto& domain = key.first;
  auto follow = std::make_shared<LogFollow>(io_.get_executor(), clock_, domain, log, observe_,
                                            [this, domain] { return around(domain); });
  readers_.insert_or_assign(key, Reader{.log = log, .follow = follow});
  const auto known = known_of(key);
  if (known.facts.lines > 0 && !known.position) follow->go_on_after(known.facts);
  auto source = open_(log, known.position);
  if (!source) return follow->fail(source.error());
  LogFollow::begin(follow, *std::move(source));
}

ServerLogState LogReaders::known_of(const Key& key) const {
  const auto surroundings = around(key.first);
  if (!surroundings) return {};
  const auto found = surroundings->state.server_logs.find(key.second);
  return found == surroundings->state.server_logs.end() ? ServerLogState() : *found->second;
}

void LogReaders::use_plans() {
  std::map<Key, const cutover::ServerLog*> wanted;
  for (const auto& plan : watcher_.watched().plans) {
    for (const auto& log : plan.logs) wanted.emplace(Key{plan.label(), key_of(log)}, &log);
  }
  for (auto& [key, reader] : readers_) {
    const auto still = wanted.find(key);
    if (still == wanted.end() || still->second->kind != cutover::LogSourceKind::standard_input) continue;
    reader.log = *still->second;
    reader.follow->use(reader.log);
  }
  std::erase_if(readers_, [&](const auto& each) {
    const auto still = wanted.find(each.first);
    const bool is_kept = still != wanted.end() && *still->second == each.second.log;
    if (!is_kept) each.second.follow->end();
    return !is_kept;
  });
  for (const auto& [key, log] : wanted) {
    if (!readers_.contains(key)) begin(key, *log);
  }
}

}  // namespace cutwatch
