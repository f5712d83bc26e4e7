#pragma once
#include "agent/store/bounce_positions.hpp"
#include "agent/store/database.hpp"
#include "agent/store/recalled_messages.hpp"
#include "agent/store/run_table.hpp"
#include "core/mail/counted_act.hpp"
#include "core/mail/ledger_entry.hpp"
#include "core/snapshot/mail_state.hpp"
#include "net/digest/hmac.hpp"

#include <map>
#include <string>
#include <vector>

namespace cutwatch::store {

/// Which ended messages are remembered: those that ended less than `age` ago, and the `least` last of each
/// probe and path however old. The counters never forget.
struct Retention {
  Millis age = std::chrono::days{7};
  std::size_t least = 512;
};

/// The ledger of probe messages on disk. Belongs to one thread at a time.
class MessageStore {
 public:
  /// Opens or creates. Errors: storage (unreadable, no database, a newer schema than this version knows).
  static Result<MessageStore> open(const std::string& path, const net::HmacKey& key_for_new_store);

  /// The key that tokens are made with: the same for as long as the store lives.
  const net::HmacKey& key() const { return key_; }
  /// The connection, for what else the file keeps.
  Database database() const { return database_; }

  /// Writes an intent that must survive anything before the message leaves.
  Result<void> record(const std::string& domain, const mail::LedgerEntry& entry);
  /// Writes that the body of a message is about to leave, with the same durability.
  Result<void> mark_departure(const std::string& id);
  /// Writes what became of recorded messages, and what that adds to the totals: all of it or nothing. Writing
  /// the same again adds nothing. A message that was recalled and forgotten meanwhile is counted all the
  /// same. `runs` are those of the paths that a message ended on, `positions` those up to which the bounces
  /// were read that are told of here.
  Result<void> update(const std::vector<mail::LedgerEntry>& entries, const Runs& runs = {},
                      const BouncePositions& positions = {});

  /// All in flight, the last `kMaxEnded` of each domain to have ended, and the totals, by domain. Errors:
  /// storage.
  Result<std::map<std::string, KeptLedger>> load();
  /// All that are remembered of a domain, in the order in which they were recorded. Errors: storage.
  Result<std::vector<mail::LedgerEntry>> all(const std::string& domain);
  /// Those of the messages that are remembered, in flight or ended. Errors: storage.
  Result<std::vector<mail::LedgerEntry>> recall(const std::string& domain,
                                                const std::vector<std::string>& ids);
  /// What limits are kept by, of the last day (counted_act_table.hpp).
  Result<std::vector<mail::KeptAct>> acts(WallTime now);
  Result<void> add_act(const mail::KeptAct& done);
  Result<void> shift_acts(Millis by);

  /// Forgets messages beyond the retention, oldest first and a few hundred at a time: a backlog must not hold
  /// up the next intent; and acts that no limit reaches back to. Returns how many messages. Errors: storage.
  Result<std::size_t> prune(const Retention& retention, WallTime now);

 private:
  MessageStore(Database database, net::HmacKey key) : database_(std::move(database)), key_(key) {}
  Result<void> write(const mail::LedgerEntry& entry);
  Result<void> count_forgotten(const mail::LedgerEntry& entry);
  Database database_;
  net::HmacKey key_;
  RecalledMessages recalled_;
};

}  // namespace cutwatch::store
