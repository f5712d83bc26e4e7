#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/counted_act.hpp"
#include "core/mail/ledger_entry.hpp"

#include <asio/awaitable.hpp>

#include <string>
#include <vector>

namespace cutwatch {

/// Where a message is written down before it is sent, so that no restart loses or doubles it, and with it
/// what the limits are kept by that the agent has towards others.
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

  /// Completes when a restart will know of the act. Errors: storage; then nothing may be sent. The caller
  /// notes it in `manners`.
  virtual asio::awaitable<Result<void>> note(mail::CountedAct act) = 0;

  /// What was done to others lately, by all cutovers of the agent.
  mail::Manners& manners() { return manners_; }

  /// The token that proves that a message with this id is ours.
  virtual std::string token(const std::string& id) const = 0;

 private:
  mail::Manners manners_;
};

}  // namespace cutwatch
