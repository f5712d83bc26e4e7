#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/ledger_entry.hpp"

#include <asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cutwatch {

/// Where a message is written down before it is sent, so that no restart loses or doubles it.
class MessageJournal {
 public:
  virtual ~MessageJournal() = default;

  /// Completes when the intent is durable and known to the snapshot. Errors: storage; then nothing may be
  /// sent.
  virtual asio::awaitable<Result<void>> record(std::string domain, mail::LedgerEntry entry) = 0;

  /// Completes when it is durable that the body of the message is about to leave. Until then a restart may
  /// send the message again; from then on only the mailbox can tell what became of it. Errors: storage; then
  /// it must not leave.
  virtual asio::awaitable<Result<void>> mark_departure(std::string domain, std::string id) = 0;

  /// Those of the messages that are still remembered: in flight as they were last written down, or ended.
  /// Errors: storage; then nobody can tell whose they are.
  virtual asio::awaitable<Result<std::vector<mail::LedgerEntry>>> recall(std::string domain,
                                                                         std::vector<std::string> ids) = 0;

  /// The token that proves that a message with this id is ours.
  virtual std::string token(const std::string& id) const = 0;
};

}  // namespace cutwatch
