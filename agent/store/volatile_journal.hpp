#pragma once
#include "core/observation/observation.hpp"
#include "net/digest/hmac.hpp"
#include "probes/message_journal.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <string>

namespace cutwatch::store {

/// A journal that keeps nothing but the latest intents, in memory: for commands, which forget all as they
/// end, and for `volatile_mail`, where a restart forgets what was in flight.
class VolatileJournal final : public MessageJournal {
 public:
  explicit VolatileJournal(net::HmacKey key) : key_(key) {}
  void observe_with(std::function<void(const Observation&)> observe) { observe_ = std::move(observe); }

  asio::awaitable<Result<void>> record(std::string domain, mail::LedgerEntry entry) override;
  asio::awaitable<Result<void>> mark_departure(std::string domain, std::string id) override;
  asio::awaitable<Result<std::vector<mail::LedgerEntry>>> recall(std::string domain,
                                                                 std::vector<std::string> ids) override;
  asio::awaitable<Result<void>> note(mail::CountedAct act) override;
  std::string token(const std::string& id) const override { return net::hmac_hex(key_, id); }

 private:
  static constexpr std::size_t kMostKept = 64;  ///< Of which a look into a mailbox may meet one.
  struct Kept {
    std::string domain;
    mail::LedgerEntry entry;
  };
  net::HmacKey key_;
  std::deque<Kept> kept_;
  std::function<void(const Observation&)> observe_ = [](const Observation&) {};
};

}  // namespace cutwatch::store
