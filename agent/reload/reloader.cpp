#include "agent/reload/reloader.hpp"

#include "agent/reload/config_changes.hpp"
#include "core/text/counted.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace cutwatch {
namespace {

std::vector<std::string> lines_of(const std::vector<config::ConfigError>& complaints) {
  std::vector<std::string> lines;
  for (const auto& complaint : complaints) lines.push_back(config::to_string(complaint));
  return lines;
}

}  // namespace

void Reloader::ask(Answer answer) {
  waiting_.push_back(std::move(answer));
  if (is_at_work_) return;
  is_at_work_ = true;
  asio::co_spawn(io_, answer_all(), rethrow);
}

Task<void> Reloader::answer_all() {
  while (!waiting_.empty()) {
    const auto asked = std::exchange(waiting_, {});
    const auto outcome = co_await reload();
    for (const auto& answer : asked) answer(outcome);
  }
  is_at_work_ = false;
}

Reloader::Outcome Reloader::refuse(const std::vector<std::string>& complaints) {
  in_use_.refuse();
  std::string text;
  for (const auto& line : complaints) {
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
  if (!read) co_return refuse(lines_of(read.error()));
  const auto fixed = only_at_start(started_, *read);
  const auto config = as_started(*std::move(read), started_);
  auto watched = watched_by(config);
  const auto recalled = co_await hands_.recall(
      {.plans = plans_with_news(watcher_.watched(), watched), .resolvers = watched.resolvers});
  if (!recalled) co_return refuse({"state store: " + recalled.error().detail});
  auto text = summary_of(watcher_.watched(), watched) + "\n";
  in_use_.publish({.watched = watched, .read = now, .is_reload_by_http = config.is_reload_by_http});
  hands_.tell(watched);
  watcher_.reload(std::move(watched), *recalled);
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
