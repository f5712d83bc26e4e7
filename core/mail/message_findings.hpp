#pragma once
#include "core/mail/ledger_entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::mail {

/// Something that a message shows and that its result does not tell.
struct MessageFinding {
  std::string_view id;  ///< A fixed word.
  std::string text;     ///< A sentence without its full stop, in printable ASCII.
  friend bool operator==(const MessageFinding&, const MessageFinding&) = default;
};

/// "spam_in_inbox": a filter on the way called the message spam, and it lies in no junk folder.
/// "mirror_bounces": it is expected in further mailboxes and lies in its own, and a failure was reported to
/// its sender for another address than the one that it was sent to.
/// "only_elsewhere": it has ended, and lies in one of these that suffices, not in its own. Pure.
std::vector<MessageFinding> findings_of(const LedgerEntry& entry);

}  // namespace cutwatch::mail
