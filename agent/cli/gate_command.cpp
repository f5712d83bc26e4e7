#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/config/duration.hpp"
#include "runtime/clock.hpp"
#include "runtime/task.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <expected>
#include <optional>

namespace cutwatch::cli {
namespace {

constexpr Millis kPause{2000};

/// The gates, or why there is no answer of theirs.
using Answer = std::expected<GateAnswer, NoStatus>;

std::unexpected<NoStatus> no_answer(std::string reason, int exit_status) {
  return std::unexpected(NoStatus{.reason = std::move(reason), .exit_status = exit_status});
}

/// What the agent says now; an agent that cannot be asked tells nothing.
Answer ask(const GateOptions& options) {
  const auto status = agent_status(options.agent);
  if (!status) return no_answer(status.error().detail, kCannotTell);
  const auto cutover = cutover_of(*status, options.domain);
  if (!cutover) return no_answer(cutover.error().detail, kUsage);
  auto answer = gate_answer(*cutover, options.step);
  if (answer.lines.empty()) {
    return no_answer(fmt::format("{} has no gate before {}", text_at(*cutover, "domain"), options.step),
                     kUsage);
  }
  return answer;
}

int exit_status_of(const Answer& answer) { return answer ? answer->exit_status : answer.error().exit_status; }

/// Gates are data, however many they are; why there are none is talk.
void print(const Answer& answer) {
  if (!answer) fmt::print(stderr, "{}\n", answer.error().reason);
  if (!answer) return;
  for (const auto& line : answer->lines) fmt::print("{}\n", line);
}

bool is_final(const Answer& answer) {
  return exit_status_of(answer) == kPass || exit_status_of(answer) == kUsage;
}

/// Asks again and again until the gates are open, or the time is up.
Task<void> ask_until_open(const GateOptions& options, RealClock& clock, std::optional<Millis> timeout,
                          Answer& answer) {
  const auto begun = clock.steady();
  while (!is_final(answer) && (!timeout || clock.steady() - begun < *timeout)) {
    co_await clock.sleep_until(clock.steady() + kPause);
    answer = ask(options);
  }
}

/// What is said at last, at the latest when the time is up.
Answer wait(const GateOptions& options, std::optional<Millis> timeout) {
  asio::io_context io;
  RealClock clock;
  auto answer = ask(options);
  asio::co_spawn(io, ask_until_open(options, clock, timeout, answer), rethrow);
  io.run();
  return answer;
}

}  // namespace

int gate_command(const GateOptions& options) {
  std::optional<Millis> timeout;
  if (!options.timeout.empty()) {
    timeout = config::parse_duration(options.timeout);
    if (!timeout) {
      fmt::print(stderr, "--timeout: expected a duration such as 90s or 2h, got \"{}\"\n", options.timeout);
      return kUsage;
    }
  }
  const auto answer = options.waits ? wait(options, timeout) : ask(options);
  print(answer);
  return options.waits && !is_final(answer) ? kNotPassed : exit_status_of(answer);
}

}  // namespace cutwatch::cli
