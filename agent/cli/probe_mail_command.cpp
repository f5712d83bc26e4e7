#include "agent/cli/chosen_plan.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/cli/errand.hpp"
#include "agent/cli/journey_words.hpp"
#include "agent/cli/mail_answer.hpp"
#include "agent/cli/message_journey.hpp"
#include "agent/cli/one_message.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/config/duration.hpp"
#include "core/text/quoted.hpp"

#include <asio/co_spawn.hpp>
#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

constexpr Millis kTick{250};

int wrong(const std::string& what) {
  talk("cutwatch probe mail: {}\n", what);
  return kUsage;
}

/// Says on standard error how far the message has come.
class Commentary final : public JourneyWitness {
 public:
  explicit Commentary(cutover::Plan plan) : plan_(std::move(plan)) {}

  void begin(const Clock& clock) {
    clock_ = &clock;
    talk("{}\n", words_before(plan_));
    waiting_.begin("the server", clock.steady());
  }
  void passed(const mail::SmtpPhaseTime& phase) {
    talk("  {}\n", words_of(phase));
    if (clock_ != nullptr) waiting_.begin("the server", clock_->steady());
  }
  void sent(const mail::LedgerEntry& entry) override {
    talk("{}\n", words_of(entry));
    waiting_.begin(fmt::format("the message in mailbox {}", plan_.round_trips.front().mailbox),
                   clock_->steady());
  }
  void could_not_look(const Failure& failure) override { talk("{}\n", words_of_failed_look(failure)); }
  void tick(SteadyTime now) {
    if (const auto words = waiting_.after(now)) talk("{}\n", *words);
  }

 private:
  cutover::Plan plan_;
  const Clock* clock_ = nullptr;
  WaitWords waiting_;
};

/// Until the loop ends.
Task<void> comment(WaitableClock& clock, Commentary& commentary) {
  for (;;) {
    co_await clock.sleep_until(clock.steady() + kTick);
    commentary.tick(clock.steady());
  }
}

Task<JourneyEnd> send_and_await(ProbeContext context, MessageJourney& journey, Commentary& commentary,
                                std::optional<Millis> timeout) {
  commentary.begin(context.clock);
  asio::co_spawn(co_await asio::this_coro::executor, comment(context.clock, commentary), rethrow);
  co_return co_await journey.run(context, timeout);
}

/// Of this run alone: an agent on the same configuration takes the message for somebody else's.
net::HmacKey new_key() {
  KernelRandom random;
  net::HmacKey key{};
  for (auto& byte : key) byte = static_cast<std::uint8_t>(random.next16());
  return key;
}

MailAnswer probe(const cutover::Plan& plan, std::optional<Millis> timeout) {
  Commentary commentary(plan);
  MessageJourney journey(plan, new_key(), commentary);
  Errand errand([&](const mail::SmtpPhaseTime& phase) { commentary.passed(phase); });
  errand.run_until_signal(send_and_await(errand.context(), journey, commentary, timeout));
  return answer_for(journey.known());
}

}  // namespace

int probe_mail_command(const ProbeMailOptions& options) {
  const auto timeout = config::parse_duration(options.timeout);
  if (!options.timeout.empty() && !timeout)
    return wrong(
        fmt::format("--timeout: expected a duration such as 90s or 5m, got {}", quoted(options.timeout)));
  const auto config = config::read_config_file(options.config_file);
  if (!config) {
    print_complaints(config.error());
    return kUsage;
  }
  const auto chosen = chosen_plan(config->cutovers, options.domain);
  if (!chosen) return wrong(chosen.error());
  const auto plan = plan_of_one_message(
      *chosen, {.path = options.path, .round_trip = options.round_trip, .body = options.body});
  if (!plan) return wrong(plan.error());
  const auto answer = probe(*plan, timeout);
  fmt::print("{}", options.output == "json" ? answer.json : answer.table);
  return answer.status;
}

}  // namespace cutwatch::cli
