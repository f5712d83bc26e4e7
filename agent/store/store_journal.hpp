#pragma once
#include "agent/store/message_store.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "probes/message_journal.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <string>

namespace cutwatch::store {

/// Keeps the ledger in the message store. SQLite waits for the disk, so that every write goes through a
/// thread of its own; all else belongs to the event loop's thread.
class StoreJournal final : public MessageJournal {
 public:
  using Observe = std::function<void(const Observation&)>;

  StoreJournal(asio::any_io_executor loop, const Clock& clock, MessageStore store, Retention retention);
  ~StoreJournal() override;

  /// Where intents and failed writes are told. To be set before the first message.
  void observe_with(Observe observe) { observe_ = std::move(observe); }
  /// Writes what an observation changed in the ledger; a failure is observed, and what it left out is written
  /// with the next change, or at the end. When the host's clock was set, what limits are kept by moves along.
  void follow(const Observation& observation, const Snapshot& snapshot);

  asio::awaitable<Result<void>> record(std::string domain, mail::LedgerEntry entry) override;
  asio::awaitable<Result<void>> mark_departure(std::string domain, std::string id) override;
  asio::awaitable<Result<std::vector<mail::LedgerEntry>>> recall(std::string domain,
                                                                 std::vector<std::string> ids) override;
  asio::awaitable<Result<void>> note(mail::CountedAct act) override;
  std::string token(const std::string& id) const override;
  /// All that the store has. Errors: storage.
  asio::awaitable<Result<std::map<std::string, KeptLedger>>> load();

  /// The one thread that touches the state file.
  asio::thread_pool& writer() { return writer_; }

 private:
  Result<void> depart(const std::string& id);
  Result<void> write(const std::vector<mail::LedgerEntry>& changed, const Runs& runs,
                     const BouncePositions& positions);
  void update(const std::string& domain, const MailState& mail, BouncePositions positions = {});
  BouncePositions moved(const ReportsRead& read);
  Result<void> told(Result<void> written);
  void prune_now_and_then();
  void shift_acts(Millis by);
  void report(const Failure& failure);
  asio::any_io_executor loop_;
  const Clock& clock_;
  net::HmacKey key_;
  Retention retention_;
  SteadyTime next_prune_{};
  BouncePositions told_positions_;  ///< As they were last given to the writer.
  // These are touched on the writer's thread only.
  MessageStore store_;
  std::vector<mail::LedgerEntry> unwritten_;  ///< One a message: what updates that failed left.
  Runs unwritten_runs_;                       ///< Likewise, one a path.
  BouncePositions unwritten_positions_;
  bool is_failing_ = false;  ///< The last write failed.
  asio::thread_pool writer_{1};
  Observe observe_;
};

}  // namespace cutwatch::store
