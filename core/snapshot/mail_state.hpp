#pragma once
#include "core/histogram/histogram.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/delivery_run.hpp"
#include "core/snapshot/path_totals.hpp"
#include "core/snapshot/refusal_streak.hpp"
#include "core/snapshot/shared.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch {

/// The certificate last shown on a path.
struct CertificateView {
  WallTime not_after;
  bool is_valid = false;  ///< The chain and the name were proven.
};

struct MailboxView {
  /// The beginning of the last look that succeeded; none since the host's clock was set.
  std::optional<WallTime> last_read;
  std::optional<Failure> failure;  ///< Of the last look, if it failed.
  std::map<std::string, FolderPosition> positions;
};

/// A mailbox that bounces come to.
struct BounceMailboxView {
  std::optional<WallTime> last_read;  ///< The end of the last look that succeeded.
  /// What had come before was read: the beginning of the last look that left nothing, or how far a later one
  /// came; none since the host's clock was set.
  std::optional<WallTime> last_begun{};
  std::optional<Failure> failure;  ///< Of the last look, if it failed.
  std::map<std::string, FolderPosition> positions;
  std::map<mail::ReportDoubt, std::uint64_t> ignored;  ///< Since the agent began.
};

/// What is known of a message from before the host's clock was set: its instants tell nothing beside those of
/// now.
struct BeforeStep {
  std::uint32_t clock = 0;  ///< How often the clock had been set when it was recorded.
  /// When the clock was last set while the message was under way, by the clock of now: its limits count from
  /// here on, so that it ends late, never early.
  std::optional<WallTime> counts_from{};
  std::optional<WallTime> reported{};  ///< When the report was read that was known then.
};

/// The ledger of one domain, and what was counted of it.
struct MailState {
  std::map<std::string, mail::LedgerEntry> in_flight;  ///< By message id.
  /// At most `kMaxEnded`, the last to have ended last, or one that was found again when it had left this
  /// list. Of each path the last `kKeptOfEach` stay, however many of others end.
  std::deque<Shared<mail::LedgerEntry>> ended;
  /// What the last observation changed, in order: for who keeps the ledger. One look may end more than
  /// `ended` holds.
  std::vector<Shared<mail::LedgerEntry>> changed;
  std::map<ProbePath, PathTotals> totals;
  std::uint32_t clock_steps = 0;                       ///< How often the host's clock was set.
  std::map<std::string, BeforeStep> from_before_step;  ///< By message id, of those above.
  std::map<ProbePath, DeliveryRun> runs;  ///< Only where the last message to end was delivered in time.
  /// By `streak_key`; only where the last attempt that was answered for good was refused.
  std::map<ProbePath, RefusalStreak> refusals;
  std::map<std::string, MailboxView> mailboxes;                                 ///< By mailbox id.
  std::map<std::string, BounceMailboxView> bounce_mailboxes;                    ///< By mailbox id.
  std::map<std::string, std::map<mail::SmtpPhase, metrics::Histogram>> phases;  ///< By path.
  std::map<std::string, CertificateView> certificates;                          ///< By path.
};

inline constexpr std::size_t kMaxEnded = 512;
inline constexpr std::size_t kKeptOfEach = 8;

/// The state after one more observation of mail. Pure.
MailState fold_mail(MailState state, const MessageRecorded& recorded);
MailState fold_mail(MailState state, const MessageDeparting& departing);
MailState fold_mail(MailState state, const MessageAttempted& attempted);
MailState fold_mail(MailState state, const MailboxRead& read);
MailState fold_mail(MailState state, const ReportsRead& read);

/// The state after the host's clock was set, at `now` by the clock as it is: how long mail has arrived, when
/// what is known was sent, and when mailboxes were looked into cannot be told any more. Messages keep their
/// instants: the state file has them too. What stops a path moves along, by `by`. Pure.
MailState with_clock_step(MailState state, WallTime now, Millis by);

/// Whether a message that went where this one goes, recorded when this one was or later, shows that what is
/// delivered there is reported, and that reports come back: without one it may be the way back that is
/// broken.
mail::ReportingWay reporting_way(const MailState& state, const mail::LedgerEntry& entry);

/// The message with that id, in flight or ended; null when it is not known any more.
const mail::LedgerEntry* find_message(const MailState& state, const std::string& id);

/// The messages in flight, and those that have ended and are known still, that are expected in that mailbox
/// as well and were neither found there nor missed.
std::vector<std::string> awaiting_copies(const MailState& state, std::string_view mailbox);

/// What a ledger kept elsewhere knows of one domain.
struct KeptLedger {
  std::vector<mail::LedgerEntry> messages;  ///< All in flight, and the last to have ended.
  std::map<ProbePath, PathTotals> totals;   ///< Of all that ever were, those that are kept included.
  /// Of each path that they were kept for; none where the last message to end was not delivered in time.
  std::map<ProbePath, std::optional<DeliveryRun>> runs;
  /// By mailbox and folder: how far bounces have been read.
  std::map<std::string, std::map<std::string, FolderPosition>> bounce_positions{};
};

/// The state that a kept ledger stands for: what was in flight is again, and the counters go on.
MailState restore_mail(KeptLedger kept);

}  // namespace cutwatch
