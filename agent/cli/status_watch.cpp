#include "agent/cli/status_watch.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/cli/outage.hpp"
#include "agent/cli/status_changes.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/status_table.hpp"
#include "agent/cli/talk.hpp"
#include "agent/watch/screen.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "runtime/clock.hpp"
#include "runtime/task.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <expected>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

namespace cutwatch::cli {
namespace {

constexpr Millis kPeriod{2000};
constexpr std::size_t kMaxReason = 2048;

using Learned = std::expected<Known, NoStatus>;

std::string text_of(const Learned& learned) {
  if (!learned) return printable(learned.error().reason, kMaxReason);
  std::string text;
  for (const auto& note : learned->notes) text += note + "\n";
  text += fmt::format("at {}\n", learned->at);
  for (const auto& cutover : learned->cutovers) text += status_table(cutover);
  return text;
}

/// What fits, in lines as wide as the terminal: one that it breaks itself, or scrolls away, would be drawn
/// over wrongly.
std::vector<std::string> picture(const Learned& learned) {
  const auto most = std::max<std::size_t>(Screen::height(), 2) - 1;
  const auto width = Screen::width();
  std::vector<std::string> lines;
  std::istringstream in(text_of(learned));
  for (std::string line; std::getline(in, line);) {
    for (std::size_t from = 0; from < line.size(); from += width) lines.push_back(line.substr(from, width));
  }
  if (lines.size() > most) {
    lines.resize(most);
    lines.back() = printable("(more than fits: make the window larger, or say --domain)", width);
  }
  return lines;
}

/// Shows what was learned, or what of it is new.
class StatusShow {
 public:
  explicit StatusShow(std::string output) : output_(std::move(output)) {}

  void draw(const Learned& learned, WallTime now) {
    if (output_ != "json" && Screen::is_terminal()) {
      screen_.redraw(picture(learned));
    } else if (learned) {
      notes(learned->notes);
      outage(outage_.after_answer(), learned->at);
      gone(*learned);
      for (const auto& cutover : learned->cutovers) news(cutover, learned->at);
    } else {
      outage(outage_.after_none(printable(learned.error().reason, kMaxReason)), rfc3339(now));
    }
    std::fflush(stdout);
  }

 private:
  void notes(const std::vector<std::string>& now) {
    if (!now.empty() && notes_.empty()) talk("{}\n", now.front());
    notes_ = now;
  }
  void outage(const std::optional<std::string>& line, const std::string& at) const {
    if (line) aside(*line, at);
  }
  /// A line like every other change; between documents there is no place for one.
  void aside(const std::string& line, const std::string& at) const {
    const auto text = fmt::format("{} {}\n", at, line);
    if (output_ == "json") return talk(text);
    fmt::print("{}", text);
  }
  /// Domains that the agent was told to watch no longer.
  void gone(const Known& known) {
    std::set<std::string> domains;
    for (const auto& cutover : known.cutovers) domains.insert(text_at(cutover, "domain"));
    for (const auto& line : changes_.gone(domains)) aside(line, known.at);
  }
  void news(const nlohmann::json& cutover, const std::string& at) {
    const auto lines = changes_.after(cutover);
    if (output_ == "json" && !lines.empty()) fmt::print("{}\n", cutover.dump());
    if (output_ == "json") return;
    for (const auto& line : lines) fmt::print("{} {}\n", at, line);
  }

  std::string output_;
  Screen screen_;
  StatusChanges changes_;
  Outage outage_;
  std::vector<std::string> notes_;
};

Task<void> show(const StatusOptions& options, RealClock& clock) {
  StatusShow show(options.output);
  while (std::ferror(stdout) == 0) {
    show.draw(learn(options.source), clock.wall());
    co_await clock.sleep_until(clock.steady() + kPeriod);
  }
}

}  // namespace

int watch_status(const StatusOptions& options) {
  const auto first = learn(options.source);  // what is wrong with the command line does not mend itself
  if (!first && first.error().exit_status == kUsage) return say(first.error());
  RealClock clock;
  asio::io_context io;
  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const asio::error_code&, int) { io.stop(); });
  asio::co_spawn(io, show(options, clock), [&](const std::exception_ptr& error) {
    io.stop();
    rethrow(error);
  });
  io.run();
  return kPass;
}

}  // namespace cutwatch::cli
