#include "agent/store/volatile_journal.hpp"

namespace cutwatch::store {

asio::awaitable<Result<void>> VolatileJournal::record(std::string domain, mail::LedgerEntry entry) {
  observe_(MessageRecorded{.domain = std::move(domain), .entry = std::move(entry)});
  co_return Result<void>{};
}

asio::awaitable<Result<void>> VolatileJournal::mark_departure(std::string domain, std::string id) {
  observe_(MessageDeparting{.domain = std::move(domain), .id = std::move(id)});
  co_return Result<void>{};
}

asio::awaitable<Result<std::vector<mail::LedgerEntry>>> VolatileJournal::recall(
    std::string /*domain*/, std::vector<std::string> /*ids*/) {
  co_return std::vector<mail::LedgerEntry>{};
}

}  // namespace cutwatch::store
