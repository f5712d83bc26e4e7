#pragma once
#include "core/mail/ledger_entry.hpp"
#include "core/mail/mail_server.hpp"

#include <set>
#include <string>
#include <vector>

namespace cutwatch {

/// What one run of a round trip has to do: where a message is to go.
struct Errand {
  std::vector<mail::MailServer> servers;  ///< In the order in which they are tried.
  mail::LedgerEntry planned;              ///< A message without an id and instants.
  bool has_limits = true;                 ///< Not where all stays on this machine.
  /// As DNS says: where else messages go now. One that waits to be sent there is not for this run.
  std::set<std::string> elsewhere{};

  /// Whether a message that waits to be sent again goes on this errand. As DNS says one does, too, whose
  /// destination nobody is led to any more: its sender would look anew.
  bool takes(const mail::LedgerEntry& waiting) const {
    return waiting.probe == planned.probe && waiting.path == planned.path && waiting.goes_where(planned) &&
           waiting.is_to_be_retried() && (!waiting.way || !elsewhere.contains(waiting.way->destination()));
  }
};

}  // namespace cutwatch
