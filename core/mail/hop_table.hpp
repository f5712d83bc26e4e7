#pragma once
#include "core/mail/hop.hpp"
#include "core/mail/hop_stamp.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/mail/trace.hpp"

#include <map>
#include <optional>
#include <vector>

namespace cutwatch::mail {

/// One Received field in a message's way.
struct HopLine {
  std::optional<Received> field{};  ///< None: it cannot be read.
  bool is_believed = false;         ///< A host wrote it that we trust.
  std::optional<Millis> delay{};    ///< Since the line before, to a second; of lines that are believed.
  std::optional<ClockSkew> skew{};  ///< Of the writer's clock; of lines that are believed.
};

/// How long a message took where.
struct HopTable {
  std::vector<HopLine> lines;               ///< The first server's first; at most `Trace::kMost`.
  std::map<Hop, Millis> delays;             ///< What is not known is not there. Never negative.
  std::optional<ClockSkew> mailbox_skew{};  ///< Of the mailbox's clock (INTERNALDATE).
};

/// Of a message whose way was read: nothing of others. Where our own clock was set back while it was on its
/// way, lines without figures. No figure but `to_first` is longer than the message was on its way by our
/// clock, and 3 s; nor are all of them together, where no clock shows itself to be off. Pure.
HopTable hop_table(const LedgerEntry& entry, const BelievedLines& believed);

/// The figures alone.
std::map<Hop, Millis> hop_delays(const LedgerEntry& entry, const BelievedLines& believed);

}  // namespace cutwatch::mail
