#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/config/duration.hpp"
#include "runtime/clock.hpp"
#include "runtime/task.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace cutwatch::cli {
namespace {

constexpr Millis kPause{2000};

/// What the agent says now; an agent that cannot be asked tells nothing.
GateAnswer ask(const GateOptions& options) {
  const auto status = agent_status(options.agent);
  if (!status) return {.exit_status = kCannotTell, .lines = {status.error().detail}};
  const auto cutover = cutover_of(*status, options.domain);
  if (!cutover) return {.exit_status = kUsage, .lines = {cutover.error().detail}};
  auto answer = gate_answer(*cutover, options.step);
  if (answer.lines.empty()) {
    answer.lines.push_back(
        fmt::format("{} has no gate before {}", text_at(*cutover, "domain"), options.step));
    answer.exit_status = kUsage;
  }
  return answer;
}

void print(const GateAnswer& answer) {
  auto* out = answer.exit_status == kUsage || answer.lines.size() < 2 ? stderr : stdout;
  for (const auto& line : answer.lines) fmt::print(out, "{}\n", line);
}

bool is_final(const GateAnswer& answer) {
  return answer.exit_status == kPass || answer.exit_status == kUsage;
}

/// Asks again and again until the gates are open, or the time is up.
Task<void> ask_until_open(const GateOptions& options, RealClock& clock, std::optional<Millis> timeout,
                          GateAnswer& answer) {
  const auto begun = clock.steady();
  while (!is_final(answer) && (!timeout || clock.steady() - begun < *timeout)) {
    co_await clock.sleep_until(clock.steady() + kPause);
    answer = ask(options);
  }
}

/// What was said last, once the time is up, counts as no.
GateAnswer wait(const GateOptions& options, std::optional<Millis> timeout) {
  asio::io_context io;
  RealClock clock;
  auto answer = ask(options);
  asio::co_spawn(io, ask_until_open(options, clock, timeout, answer), rethrow);
  io.run();
  if (!is_final(answer)) answer.exit_status = kNotPassed;
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
  return answer.exit_status;
}

}  // namespace cutwatch::cli
