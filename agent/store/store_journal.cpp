#include "agent/store/store_journal.hpp"

#include "runtime/offload.hpp"

#include <asio/post.hpp>

#include <utility>

namespace cutwatch::store {
namespace {

/// A few hundred messages a minute are forgotten faster than any cap lets them come.
constexpr Millis kPruneInterval{60'000};

}  // namespace

StoreJournal::StoreJournal(asio::any_io_executor loop, const Clock& clock, MessageStore store,
                           Retention retention)
    : loop_(std::move(loop)),
      clock_(clock),
      key_(store.key()),
      retention_(retention),
      store_(std::move(store)) {}

StoreJournal::~StoreJournal() {
  asio::post(writer_, [this] { (void)write({}, {}, {}); });
  writer_.join();
}

std::string StoreJournal::token(const std::string& id) const { return net::hmac_hex(key_, id); }

asio::awaitable<Result<void>> StoreJournal::record(std::string domain, mail::LedgerEntry entry) {
  const auto written = co_await offload(writer_, [&] { return told(store_.record(domain, entry)); });
  if (written) observe_(MessageRecorded{.domain = domain, .entry = entry});
  co_return written;
}

asio::awaitable<Result<void>> StoreJournal::mark_departure(std::string domain, std::string id) {
  const auto written = co_await offload(writer_, [&] { return told(depart(id)); });
  if (written) observe_(MessageDeparting{.domain = domain, .id = id});
  co_return written;
}

asio::awaitable<Result<std::vector<mail::LedgerEntry>>> StoreJournal::recall(std::string domain,
                                                                             std::vector<std::string> ids) {
  co_return co_await offload(writer_, [&] { return store_.recall(domain, ids); });
}

asio::awaitable<Result<void>> StoreJournal::note(mail::CountedAct act) {
  const mail::KeptAct done{.act = std::move(act), .at = clock_.wall()};
  co_return co_await offload(writer_, [&] { return told(store_.add_act(done)); });
}

asio::awaitable<Result<std::map<std::string, KeptLedger>>> StoreJournal::load() {
  co_return co_await offload(writer_, [this] { return store_.load(); });
}

void StoreJournal::report(const Failure& failure) {
  asio::post(loop_, [this, failure] { observe_(StateWriteFailed{.at = clock_.wall(), .failure = failure}); });
}

/// What became of a write, once it is told that the file takes writes again.
Result<void> StoreJournal::told(Result<void> written) {
  if (written && std::exchange(is_failing_, false))
    asio::post(loop_, [this] { observe_(StateWritten{.at = clock_.wall()}); });
  if (!written) is_failing_ = true;
  return written;
}

/// An entry that waits to be written must not unsay the departure.
Result<void> StoreJournal::depart(const std::string& id) {
  const auto written = store_.mark_departure(id);
  if (!written) return written;
  for (auto& entry : unwritten_) {
    if (entry.id == id) entry.disposition = mail::SmtpDisposition::unknown;
  }
  return {};
}

/// What could not be written before is written first. Of each message the last entry says all.
Result<void> StoreJournal::write(const std::vector<mail::LedgerEntry>& changed, const Runs& runs,
                                 const BouncePositions& positions) {
  for (const auto& entry : changed) {
    std::erase_if(unwritten_, [&](const auto& earlier) { return earlier.id == entry.id; });
    unwritten_.push_back(entry);
  }
  for (const auto& [key, run] : runs) unwritten_runs_.insert_or_assign(key, run);
  for (const auto& [at, position] : positions) unwritten_positions_.insert_or_assign(at, position);
  if (unwritten_.empty() && unwritten_positions_.empty()) return {};
  auto written = told(store_.update(unwritten_, unwritten_runs_, unwritten_positions_));
  if (!written) return written;
  unwritten_.clear();
  unwritten_runs_.clear();
  unwritten_positions_.clear();
  return written;
}

void StoreJournal::update(const std::string& domain, const MailState& mail, BouncePositions positions) {
  std::vector<mail::LedgerEntry> changed;
  Runs runs;
  for (const auto& entry : mail.changed) {
    changed.push_back(*entry);
    if (!entry->result) continue;
    const ProbePath path{entry->probe, entry->path};
    const auto run = mail.runs.find(path);
    runs[{domain, path}] = run == mail.runs.end() ? std::nullopt : std::optional(run->second);
  }
  if (changed.empty() && positions.empty()) return;
  asio::post(writer_,
             [this, changed = std::move(changed), runs = std::move(runs), positions = std::move(positions)] {
               const auto written = write(changed, runs, positions);
               if (!written) report(written.error());
             });
}

/// Where a look found nothing new the file need not be touched.
BouncePositions StoreJournal::moved(const ReportsRead& read) {
  BouncePositions out;
  if (!read.content) return out;
  for (const auto& [folder, position] : read.content->positions) {
    const BounceFolder at{read.domain, read.mailbox, folder};
    const auto told = told_positions_.find(at);
    if (told != told_positions_.end() && told->second == position) continue;
    told_positions_.insert_or_assign(at, position);
    out.emplace(at, position);
  }
  return out;
}

void StoreJournal::prune_now_and_then() {
  if (clock_.steady() < next_prune_) return;
  next_prune_ = clock_.steady() + kPruneInterval;
  asio::post(writer_, [this, now = clock_.wall()] {
    if (!write({}, {}, {})) return;  // that it waits has been told
    const auto pruned = store_.prune(retention_, now);
    if (!pruned) report(pruned.error());
  });
}

void StoreJournal::shift_acts(Millis by) {
  asio::post(writer_, [this, by] {
    const auto shifted = told(store_.shift_acts(by));
    if (!shifted) report(shifted.error());
  });
}

void StoreJournal::follow(const Observation& observation, const Snapshot& snapshot) {
  const auto follow_mail = [&](const auto& seen) {
    update(seen.domain, *snapshot.domains.at(seen.domain)->mail);
    prune_now_and_then();
  };
  if (const auto* attempted = std::get_if<MessageAttempted>(&observation)) follow_mail(*attempted);
  if (const auto* read = std::get_if<MailboxRead>(&observation)) follow_mail(*read);
  if (const auto* step = std::get_if<ClockStepped>(&observation)) shift_acts(step->by);
  if (const auto* read = std::get_if<ReportsRead>(&observation))
    update(read->domain, *snapshot.domains.at(read->domain)->mail, moved(*read));
}

}  // namespace cutwatch::store
