#pragma once
#include "core/histogram/histogram.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/shared.hpp"

#include <compare>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch {

/// One probe on one path.
struct ProbePath {
  std::string probe;
  std::string path;
  friend auto operator<=>(const ProbePath&, const ProbePath&) = default;
};

struct PathTotals {
  std::map<mail::MessageResult, std::uint64_t> results;
  std::uint64_t deferrals = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t found_after_lost = 0;
  std::optional<mail::MessageResult> last_result;
  metrics::Histogram latency{metrics::kDeliveryBounds};
};

/// The certificate last shown on a path.
struct CertificateView {
  WallTime not_after;
  bool is_valid = false;  ///< The chain and the name were proven.
};

struct MailboxView {
  std::optional<WallTime> last_read;  ///< The beginning of the last look that succeeded.
  std::optional<Failure> failure;     ///< Of the last look, if it failed.
  std::map<std::string, FolderPosition> positions;
};

/// The ledger of one domain, and what was counted of it.
struct MailState {
  std::map<std::string, mail::LedgerEntry> in_flight;  ///< By message id.
  std::deque<Shared<mail::LedgerEntry>>
      ended;  ///< Newest last, at most `kMaxEnded`: older ones are only counted.
  std::map<ProbePath, PathTotals> totals;
  std::map<std::string, MailboxView> mailboxes;                                 ///< By mailbox id.
  std::map<std::string, std::map<mail::SmtpPhase, metrics::Histogram>> phases;  ///< By path.
  std::map<std::string, CertificateView> certificates;                          ///< By path.
};

inline constexpr std::size_t kMaxEnded = 512;

/// The state after one more observation of mail. Pure.
MailState fold_mail(MailState state, const MessageRecorded& recorded);
MailState fold_mail(MailState state, const MessageDeparting& departing);
MailState fold_mail(MailState state, const MessageAttempted& attempted);
MailState fold_mail(MailState state, const MailboxRead& read);

/// The message with that id, in flight or ended; null when it is not known any more.
const mail::LedgerEntry* find_message(const MailState& state, const std::string& id);

/// The state that a ledger kept elsewhere stands for: what was in flight is again, what had ended is counted
/// again.
MailState restore_mail(std::vector<mail::LedgerEntry> entries);

}  // namespace cutwatch
