#include "agent/cli/status_watch.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/status_changes.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/status_table.hpp"
#include "agent/watch/screen.hpp"
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
#include <expected>
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

  void draw(const Learned& learned) {
    if (output_ != "json" && Screen::is_terminal()) {
      screen_.redraw(picture(learned));
    } else if (learned) {
      told_ = {};
      notes(learned->notes);
      for (const auto& cutover : learned->cutovers) news(cutover, learned->at);
    } else if (learned.error().reason != told_) {
      told_ = learned.error().reason;
      fmt::print(stderr, "{}\n", told_);
    }
    std::fflush(stdout);
  }

 private:
  void notes(const std::vector<std::string>& now) {
    if (!now.empty() && notes_.empty()) fmt::print(stderr, "{}\n", now.front());
    notes_ = now;
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
  std::string told_;
  std::vector<std::string> notes_;
};

Task<void> show(const StatusOptions& options, RealClock& clock) {
  StatusShow show(options.output);
  while (true) {
    show.draw(learn(options.source));
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
  asio::co_spawn(io, show(options, clock), rethrow);
  io.run();
  return kPass;
}

}  // namespace cutwatch::cli
