#pragma once
#include "probes/message_journal.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace cutwatch::test {

/// Notes what is written down, in order; fails where the test says so.
class RecordingJournal final : public MessageJournal {
 public:
  std::vector<std::string> events;
  std::vector<mail::LedgerEntry> entries;
  std::optional<Failure> record_failure;
  std::optional<Failure> departure_failure;
  std::vector<mail::LedgerEntry> remembered;  ///< In flight or ended.
  std::optional<Failure> recall_failure;
  std::vector<mail::CountedAct> acts;
  std::optional<Failure> note_failure;

  asio::awaitable<Result<void>> record(std::string, mail::LedgerEntry entry) override {
    events.push_back("record");
    if (record_failure) co_return std::unexpected(*record_failure);
    entries.push_back(std::move(entry));
    co_return Result<void>{};
  }
  asio::awaitable<Result<void>> mark_departure(std::string, std::string id) override {
    events.push_back("depart " + id);
    if (departure_failure) co_return std::unexpected(*departure_failure);
    co_return Result<void>{};
  }
  asio::awaitable<Result<std::vector<mail::LedgerEntry>>> recall(std::string,
                                                                 std::vector<std::string> ids) override {
    for (const auto& id : ids) events.push_back("recall " + id);
    if (recall_failure) co_return std::unexpected(*recall_failure);
    std::vector<mail::LedgerEntry> found;
    std::ranges::copy_if(remembered, std::back_inserter(found), [&](const mail::LedgerEntry& entry) {
      return std::ranges::find(ids, entry.id) != ids.end();
    });
    co_return found;
  }
  asio::awaitable<Result<void>> note(mail::CountedAct act) override {
    if (note_failure) co_return std::unexpected(*note_failure);
    acts.push_back(std::move(act));
    co_return Result<void>{};
  }
  std::string token(const std::string& id) const override { return "token-of-" + id; }
};

}  // namespace cutwatch::test
