#include "probes/recipients_probe.hpp"

#include "core/cutover/recipients/recipient_target.hpp"

#include <asio/use_awaitable.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

/// For one dialogue: Exchange takes 5 s over each refusal, others as long over each command of a stranger.
constexpr Seconds kPatience{120};
constexpr std::size_t kRecipientsADialogue = net::kMostRecipientsAsked - 1;

using Replies = std::vector<Result<mail::SmtpReply>>;

/// In equal portions, but that the control, which is the last, has no dialogue of its own.
std::vector<std::vector<std::string>> portions(const std::vector<std::string>& asked) {
  std::vector<std::vector<std::string>> out;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const bool is_control = i + 1 == asked.size();
    if (out.empty() || (out.back().size() == kRecipientsADialogue && !is_control)) out.emplace_back();
    out.back().push_back(asked[i]);
  }
  return out;
}

class RecipientsProbe final : public Probe {
 public:
  RecipientsProbe(cutover::Plan plan, cutover::RecipientTarget target)
      : plan_(std::move(plan)), target_(std::move(target)) {}

  std::string_view name() const noexcept override { return "recipients"; }

  /// A server that answers nothing is left alone until the next run.
  asio::awaitable<std::vector<Observation>> run(ProbeContext context) const override {
    RecipientsAsked seen{.domain = plan_.label(),
                         .path = target_.key().first,
                         .server = target_.server.endpoint,
                         .at = context.clock.wall(),
                         .replies = {}};
    std::optional<Failure> silent;
    for (const auto& portion : portions(recipients_asked(plan_))) {
      Replies said;
      if (silent) said.assign(portion.size(), std::unexpected(*silent));
      if (!silent) said = co_await ask(context, portion);
      if (!said.front()) silent = said.front().error();
      for (std::size_t i = 0; i < portion.size(); ++i) seen.replies.emplace(portion[i], said[i]);
    }
    std::vector<Observation> observed;
    observed.emplace_back(std::move(seen));
    co_return observed;
  }

  /// Whoever greylists wants to be asked again after a while.
  std::optional<WallTime> wanted_at(const DomainState& known, const cutover::Occasion&) const override {
    const auto states = known.recipients.find(target_.key());
    if (states == known.recipients.end()) return std::nullopt;
    std::optional<WallTime> wanted;
    for (const auto& [recipient, state] : states->second) {
      const bool is_put_off = !state.failure && !state.told && state.last->reply.is_transient();
      if (is_put_off) wanted = state.last->at + retry_after();
    }
    return wanted;
  }

 private:
  Millis retry_after() const {
    const auto retry = plan_.timing.greylist_retry;
    if (target_.server.endpoint.address.is_loopback()) return retry;
    return std::max(retry, cutover::kLeastBetweenLooks);
  }

  asio::awaitable<Replies> ask(ProbeContext context, std::vector<std::string> recipients) const {
    net::RecipientQuestion question{.from = plan_.recipients.from,
                                    .recipients = std::move(recipients),
                                    .ehlo_name = plan_.recipients.ehlo};
    return context.smtp.ask_recipients(target_.server, std::move(question),
                                       context.clock.steady() + kPatience);
  }

  cutover::Plan plan_;
  cutover::RecipientTarget target_;
};

}  // namespace

std::vector<ScheduledProbe> plan_recipients_probes(const Inventory& inventory) {
  std::vector<ScheduledProbe> planned;
  const auto domain = inventory.plan.label();
  for (const auto& target : cutover::recipient_targets(inventory.plan)) {
    const auto [path, endpoint] = target.key();
    planned.push_back({.id = fmt::format("recipients/{}/{}/{}", domain, path, to_string(endpoint)),
                       .domain = domain,
                       .interval = inventory.plan.recipients.interval,
                       .probe = std::make_shared<RecipientsProbe>(inventory.plan, target)});
  }
  return planned;
}

}  // namespace cutwatch
