#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/json_text.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/talk.hpp"
#include "agent/cli/wait_news.hpp"
#include "agent/config/duration.hpp"
#include "core/text/date.hpp"
#include "runtime/clock.hpp"
#include "runtime/task.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cli {
namespace {

constexpr Millis kPause{2000};

struct Told {
  GateAnswer gates;
  std::string domain;
  std::vector<std::string> notes;  ///< Of the state file.
};

/// The gates, or why there is no answer of theirs.
using Answer = std::expected<Told, NoStatus>;

/// What is known now; an agent that cannot be asked tells nothing.
Answer ask(const GateOptions& options) {
  auto known = learn_of_one(options.source);
  if (!known) return std::unexpected(known.error());
  const auto& cutover = known->cutovers.front();
  Told told{.gates = gate_answer(cutover, options.step),
            .domain = text_at(cutover, "domain"),
            .notes = std::move(known->notes)};
  if (!told.gates.gates.empty()) return told;
  return std::unexpected(NoStatus{
      .reason = fmt::format("{} has no gate before {}", told.domain, options.step), .exit_status = kUsage});
}

int exit_status_of(const Answer& answer) {
  return answer ? answer->gates.exit_status : answer.error().exit_status;
}

/// Gates are data, however many they are; why there are none is talk.
void print(const Answer& answer, const GateOptions& options) {
  if (!answer) {
    say(answer.error());
    return;
  }
  for (const auto& note : answer->notes) talk("{}\n", note);
  fmt::print("{}", options.output == "json"
                       ? gate_json(answer->gates, answer->domain, options.step).dump() + "\n"
                       : gate_text(answer->gates));
}

/// What does not change by waiting.
bool is_final(const Answer& answer) {
  if (answer && answer->gates.is_taken) return true;
  return exit_status_of(answer) == kPass || exit_status_of(answer) == kUsage;
}

/// On standard error: the answer that is waited for goes where data goes.
void tell(const Answer& answer, WaitNews& news, WallTime now) {
  for (const auto& line :
       answer ? news.after_answer(answer->gates.sentence) : news.after_none(answer.error()))
    talk("{} {}\n", rfc3339(now), line);
}

/// Asks again and again until the gates are open, or the time is up.
Task<void> ask_until_open(const GateOptions& options, RealClock& clock, std::optional<Millis> timeout,
                          Answer& answer) {
  const auto begun = clock.steady();
  WaitNews news;
  while (!is_final(answer) && (!timeout || clock.steady() - begun < *timeout)) {
    tell(answer, news, clock.wall());
    const auto next = clock.steady() + kPause;
    co_await clock.sleep_until(timeout ? std::min(next, begun + *timeout) : next);
    answer = ask(options);
  }
}

/// What is answered at last, at the latest when the time is up.
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
      talk("--timeout: expected a duration such as 90s or 2h, got \"{}\"\n", options.timeout);
      return kUsage;
    }
  }
  const auto answer = options.waits ? wait(options, timeout) : ask(options);
  print(answer, options);
  return exit_status_of(answer);
}

}  // namespace cutwatch::cli
