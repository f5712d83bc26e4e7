#pragma once
#include "agent/store/database.hpp"
#include "core/mail/ledger_entry.hpp"
#include "net/digest/hmac.hpp"

#include <map>
#include <string>
#include <vector>

namespace cutwatch::store {

/// The ledger of probe messages on disk. Belongs to one thread at a time.
class MessageStore {
 public:
  /// Opens or creates. Errors: storage (unreadable, no database, a newer schema than this version knows).
  static Result<MessageStore> open(const std::string& path, const net::HmacKey& key_for_new_store);

  /// The key that tokens are made with: the same for as long as the store lives.
  const net::HmacKey& key() const { return key_; }

  /// Writes an intent that must survive anything before the message leaves.
  Result<void> record(const std::string& domain, const mail::LedgerEntry& entry);
  /// Writes that the body of a message is about to leave, with the same durability.
  Result<void> mark_departure(const std::string& id);
  /// Writes what became of a recorded message.
  Result<void> update(const mail::LedgerEntry& entry);

  /// Every message, by domain. Errors: storage.
  Result<std::map<std::string, std::vector<mail::LedgerEntry>>> load();

 private:
  MessageStore(Database database, net::HmacKey key) : database_(std::move(database)), key_(key) {}
  Database database_;
  net::HmacKey key_;
};

}  // namespace cutwatch::store
