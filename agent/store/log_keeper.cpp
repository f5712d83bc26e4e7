#include "agent/store/log_keeper.hpp"

#include "runtime/offload.hpp"

#include <asio/post.hpp>

#include <utility>

namespace cutwatch::store {
namespace {

std::set<LogKey> followed_by(const Snapshot& snapshot) {
  std::set<LogKey> out;
  for (const auto& [domain, state] : snapshot.domains) {
    for (const auto& [log, known] : state->server_logs) out.insert({domain, log.role, log.source});
  }
  return out;
}

}  // namespace

LogKeeper::LogKeeper(asio::any_io_executor loop, asio::thread_pool& writer, WaitableClock& clock,
                     LogStore store, Observe observe)
    : loop_(std::move(loop)),
      writer_(writer),
      clock_(clock),
      store_(std::make_shared<LogStore>(std::move(store))),
      observe_(std::move(observe)) {}

Task<Result<KeptLogs>> LogKeeper::load() {
  co_return co_await offload(writer_, [store = store_] { return store->load(); });
}

void LogKeeper::follow(const Observation& observation, const Snapshot& snapshot) {
  const auto* read = std::get_if<MailLogRead>(&observation);
  const auto* audited = std::get_if<MailboxAudited>(&observation);
  const auto* astray = std::get_if<OwnMailAstray>(&observation);
  if (read != nullptr) {
    const auto& logs = snapshot.domains.at(read->domain)->server_logs;
    pending_.logs.insert_or_assign({read->domain, read->role, read->source},
                                   logs.at({read->role, read->source}));
  }
  // What a log counts, and that others need not, is one thing: written together, or not at all.
  if (read != nullptr && !read->bypasses.empty()) add_bypass(read->domain, snapshot);
  if (audited != nullptr && audited->content) add_bypass(audited->domain, snapshot);
  if (astray != nullptr) add_bypass(astray->domain, snapshot);
  if (is_writing_) return;
  followed_ = followed_by(snapshot);
  write();
}

void LogKeeper::add_bypass(const std::string& domain, const Snapshot& snapshot) {
  pending_.bypasses.insert_or_assign(domain, snapshot.domains.at(domain)->bypass);
}

void LogKeeper::write() {
  if (is_writing_ || pending_.empty()) return;
  is_writing_ = true;
  asio::post(writer_, [this, loop = loop_, store = store_, now = clock_.wall(), followed = followed_,
                       batch = std::exchange(pending_, {})]() mutable {
    auto result = store->write(batch, followed, now);
    // Once the loop has ended nothing runs on it any more: this object may be gone by then.
    asio::post(loop, [this, result = std::move(result), batch = std::move(batch)]() mutable {
      written(result, std::move(batch));
    });
  });
}

void LogKeeper::written(const Result<void>& result, LogChanges batch) {
  if (result) {
    if (std::exchange(is_failing_, false))
      observe_(StateWritten{.at = clock_.wall(), .writer = StateWriter::logs});
    return asio::co_spawn(loop_, write_later(kLogPace), rethrow);
  }
  is_failing_ = true;
  observe_(StateWriteFailed{.at = clock_.wall(), .failure = result.error(), .writer = StateWriter::logs});
  // What has come since is later, and holds what was before.
  pending_.logs.merge(batch.logs);
  pending_.bypasses.merge(batch.bypasses);
  asio::co_spawn(loop_, write_later(kLogRetry), rethrow);
}

Task<void> LogKeeper::write_later(Millis pause) {
  co_await clock_.sleep_until(clock_.steady() + pause);
  is_writing_ = false;
  write();
}

void LogKeeper::finish() {
  asio::post(writer_,
             [store = store_, now = clock_.wall(), followed = followed_, rest = std::exchange(pending_, {})] {
               if (!rest.empty()) (void)store->write(rest, followed, now);  // nobody is left to tell
             });
}

}  // namespace cutwatch::store
