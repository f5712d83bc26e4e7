#pragma once
#include <string>

namespace cutwatch::mail {

/// Of a message that is awaited in no mailbox: whether it arrived is told by a report to its sender, which
/// the first server is asked for (RFC 3461 §4.1, NOTIFY=SUCCESS).
struct AwaitedReport {
  std::string mailbox;  ///< Id of the mailbox that reports come to.
  /// The server that was asked last offers DSN: once it has taken the message it is to report the delivery,
  /// to hand the wish on, or to report that it handed the message to one that does not know it (§5.2.2).
  bool is_promised = false;
  /// Reports were passed over while it was awaited, as too much lay in the mailbox: its own may be among
  /// them.
  bool is_perhaps_missed = false;
  friend bool operator==(const AwaitedReport&, const AwaitedReport&) = default;
};

}  // namespace cutwatch::mail
