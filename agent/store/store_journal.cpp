#include "agent/store/store_journal.hpp"

#include "runtime/offload.hpp"

#include <asio/post.hpp>

namespace cutwatch::store {

StoreJournal::StoreJournal(asio::any_io_executor loop, const Clock& clock, MessageStore store)
    : loop_(std::move(loop)), clock_(clock), key_(store.key()), store_(std::move(store)) {}

StoreJournal::~StoreJournal() { writer_.join(); }

std::string StoreJournal::token(const std::string& id) const { return net::hmac_hex(key_, id); }

asio::awaitable<Result<void>> StoreJournal::record(std::string domain, mail::LedgerEntry entry) {
  const auto written = co_await offload(writer_, [&] { return store_.record(domain, entry); });
  if (written) observe_(MessageRecorded{.domain = domain, .entry = entry});
  co_return written;
}

asio::awaitable<Result<void>> StoreJournal::mark_departure(std::string domain, std::string id) {
  const auto written = co_await offload(writer_, [&] { return store_.mark_departure(id); });
  if (written) observe_(MessageDeparting{.domain = domain, .id = id});
  co_return written;
}

void StoreJournal::update(const MailState& mail, const std::string& id) {
  const auto* entry = find_message(mail, id);
  if (entry == nullptr) return;
  asio::post(writer_, [this, changed = *entry] {
    const auto written = store_.update(changed);
    if (written) return;
    asio::post(loop_, [this, failure = written.error()] {
      observe_(StateWriteFailed{.at = clock_.wall(), .failure = failure});
    });
  });
}

void StoreJournal::follow(const Observation& observation, const Snapshot& snapshot) {
  if (const auto* attempted = std::get_if<MessageAttempted>(&observation)) {
    update(*snapshot.domains.at(attempted->domain)->mail, attempted->id);
  }
  const auto* read = std::get_if<MailboxRead>(&observation);
  if (read == nullptr || !read->content) return;
  const MailState& mail = *snapshot.domains.at(read->domain)->mail;
  for (const auto& [id, found] : read->content->found) update(mail, id);
  for (const auto& entry : mail.ended) {
    if (entry->ended == read->at && !read->content->found.contains(entry->id)) update(mail, entry->id);
  }
}

}  // namespace cutwatch::store
