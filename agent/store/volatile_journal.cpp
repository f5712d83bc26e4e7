#include "agent/store/volatile_journal.hpp"

#include <algorithm>

namespace cutwatch::store {

asio::awaitable<Result<void>> VolatileJournal::record(std::string domain, mail::LedgerEntry entry) {
  kept_.push_back({domain, entry});
  if (kept_.size() > kMostKept) kept_.pop_front();
  observe_(MessageRecorded{.domain = std::move(domain), .entry = std::move(entry)});
  co_return Result<void>{};
}

asio::awaitable<Result<void>> VolatileJournal::mark_departure(std::string domain, std::string id) {
  observe_(MessageDeparting{.domain = std::move(domain), .id = std::move(id)});
  co_return Result<void>{};
}

asio::awaitable<Result<std::vector<mail::LedgerEntry>>> VolatileJournal::recall(
    std::string domain, std::vector<std::string> ids) {
  std::vector<mail::LedgerEntry> found;
  for (const auto& each : kept_) {
    if (each.domain == domain && std::ranges::find(ids, each.entry.id) != ids.end())
      found.push_back(each.entry);
  }
  co_return found;
}

asio::awaitable<Result<void>> VolatileJournal::note(mail::CountedAct /*act*/) { co_return Result<void>{}; }

}  // namespace cutwatch::store
