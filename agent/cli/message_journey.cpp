#include "agent/cli/message_journey.hpp"

#include "agent/cli/one_message.hpp"
#include "probes/mailbox_probe.hpp"
#include "probes/round_trip_probe.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace cutwatch::cli {
namespace {

constexpr Millis kShortestPause{250};
/// After `lost_after`: for the look that says so.
constexpr Millis kForLastLook{60'000};

/// A pause is an eighth of what was waited before it: what comes soon is seen soon, what comes late is no
/// reason to log in every moment.
Millis pause_after(SteadyTime::duration waited) {
  return std::clamp(std::chrono::duration_cast<Millis>(waited) / 8, kShortestPause, kLongestPause);
}

/// How long it can have lain there, found by a look, when the one before it began at `last_read`. None where
/// the host's clock was set back meanwhile.
std::optional<Millis> unseen_for(const mail::LedgerEntry& entry, std::optional<WallTime> last_read) {
  const auto since = std::max(entry.accepted, last_read);
  if (!entry.sighting || !since || entry.sighting->at < *since) return std::nullopt;
  return entry.sighting->at - *since;
}

}  // namespace

MessageJourney::MessageJourney(cutover::Plan plan, const net::HmacKey& key, JourneyWitness& witness)
    : plan_(std::move(plan)), witness_(witness), journal_(key) {
  journal_.observe_with([this](const Observation& seen) { observe(seen); });
}

Task<JourneyEnd> MessageJourney::run(ProbeContext context, std::optional<Millis> timeout) {
  end_ = co_await send_and_await(context, timeout);
  co_return end_;
}

Task<JourneyEnd> MessageJourney::send_and_await(ProbeContext context, std::optional<Millis> timeout) {
  co_await run_all(context, plan_round_trip_probes(inventory()));
  if (entry() == nullptr) co_return JourneyEnd::not_taken;
  witness_.sent(*entry());
  if (entry()->result) co_return JourneyEnd::result;
  if (entry()->is_to_be_retried()) co_return JourneyEnd::not_taken;
  co_return co_await await_it(context, timeout.value_or(entry()->limits.lost_after + kForLastLook));
}

Task<JourneyEnd> MessageJourney::await_it(ProbeContext context, Millis patience) {
  const auto since = context.clock.steady();
  for (;;) {
    const auto end = co_await look(context);
    if (end != JourneyEnd::none) co_return end;
    const auto now = context.clock.steady();
    if (now - since >= patience) co_return JourneyEnd::time;
    co_await context.clock.sleep_until(std::min(now + pause_after(now - since), since + patience));
  }
}

Task<JourneyEnd> MessageJourney::look(ProbeContext context) {
  const auto before = mailbox() == nullptr ? MailboxView{} : *mailbox();
  co_await run_all(context, plan_mailbox_probes(inventory()));
  if (entry()->result) {
    unseen_for_ = unseen_for(*entry(), before.last_read);
    co_return JourneyEnd::result;
  }
  if (mailbox() == nullptr || !mailbox()->failure) co_return JourneyEnd::none;
  const auto& failure = *mailbox()->failure;
  if (failure != before.failure) witness_.could_not_look(failure);
  // A password that is wrong does not mend itself, and servers lock accounts after a few of them.
  co_return failure.kind == FailureKind::auth ? JourneyEnd::no_mailbox : JourneyEnd::none;
}

Task<void> MessageJourney::run_all(ProbeContext context, std::vector<ScheduledProbe> probes) {
  for (const auto& planned : probes) {
    for (const auto& seen : co_await planned.probe->run(on_own_ledger(context))) observe(seen);
  }
}

ProbeContext MessageJourney::on_own_ledger(const ProbeContext& context) {
  return {.clock = context.clock,
          .random = context.random,
          .dns = context.dns,
          .smtp = context.smtp,
          .imap = context.imap,
          .journal = journal_,
          .pace = context.pace,
          .known = state(),
          .watching_since = context.watching_since};
}

void MessageJourney::observe(const Observation& seen) {
  if (const auto* recorded = std::get_if<MessageRecorded>(&seen)) id_ = recorded->entry.id;
  snapshot_ = fold(std::move(snapshot_), seen);
}

Shared<DomainState> MessageJourney::state() const {
  const auto found = snapshot_.domains.find(plan_.label());
  return found == snapshot_.domains.end() ? Shared<DomainState>() : found->second;
}

const mail::LedgerEntry* MessageJourney::entry() const {
  const auto found = snapshot_.domains.find(plan_.label());
  return found == snapshot_.domains.end() ? nullptr : find_message(*found->second->mail, id_);
}

const MailboxView* MessageJourney::mailbox() const {
  const auto domain = snapshot_.domains.find(plan_.label());
  if (domain == snapshot_.domains.end()) return nullptr;
  const auto& mailboxes = domain->second->mail->mailboxes;
  const auto found = mailboxes.find(plan_.round_trips.front().mailbox);
  return found == mailboxes.end() ? nullptr : &found->second;
}

ProbedMail MessageJourney::known() const {
  ProbedMail out{.plan = plan_, .end = end_, .unseen_for = unseen_for_};
  if (entry() != nullptr) out.entry = *entry();
  if (mailbox() != nullptr) out.mailbox_failure = mailbox()->failure;
  return out;
}

}  // namespace cutwatch::cli
