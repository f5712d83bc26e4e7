#include "agent/reload/reloader.hpp"

#include "agent/reload/config_changes.hpp"
#include "core/text/counted.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace cutwatch {

void Reloader::ask(Answer answer) {
  waiting_.push_back(std::move(answer));
  if (is_at_work_) return;
  is_at_work_ = true;
  asio::co_spawn(io_, answer_all(), rethrow);
}

Task<void> Reloader::answer_all() {
  while (!waiting_.empty()) {
    const auto answer = std::move(waiting_.front());
    waiting_.pop_front();
    answer(co_await reload());
  }
  is_at_work_ = false;
}

Reloader::Outcome Reloader::refuse(const std::vector<config::ConfigError>& complaints) {
  in_use_.refuse();
  std::string text;
  for (const auto& complaint : complaints) {
    const auto line = config::to_string(complaint);
    spdlog::error("{}", line);
    text += line + "\n";
  }
  spdlog::error("configuration not taken over, {}: the one in use stays",
                counted(complaints.size(), "complaint"));
  return {.is_done = false, .text = text + "the configuration in use stays\n"};
}

Task<Reloader::Outcome> Reloader::reload() {
  auto read = hands_.read();
  const auto now = clock_.wall();
  if (!read) co_return refuse(read.error());
  const auto fixed = only_at_start(started_, *read);
  const auto config = as_started(*std::move(read), started_);
  auto watched = watched_by(config);
  const auto recalled = co_await hands_.recall(
      {.plans = plans_added(watcher_.watched(), watched), .resolvers = watched.resolvers});
  auto text = summary_of(watcher_.watched(), watched) + "\n";
  in_use_.publish({.watched = watched, .read = now, .is_reload_by_http = config.is_reload_by_http});
  hands_.tell(watched);
  watcher_.reload(std::move(watched), recalled);
  spdlog::info("configuration read again: {}", text.substr(0, text.size() - 1));
  for (const auto& notice : config.not_yet) spdlog::warn("{}", config::to_string(notice));
  warn_of_silence(config);
  for (const auto& line : fixed) {
    spdlog::warn("{}", line);
    text += line + "\n";
  }
  co_return Outcome{.is_done = true, .text = std::move(text)};
}

}  // namespace cutwatch
