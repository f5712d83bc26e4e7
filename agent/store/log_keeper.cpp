#include "agent/store/log_keeper.hpp"

#include "runtime/offload.hpp"

#include <asio/post.hpp>

#include <utility>

namespace cutwatch::store {

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
  write();
}

void LogKeeper::add_bypass(const std::string& domain, const Snapshot& snapshot) {
  pending_.bypasses.insert_or_assign(domain, snapshot.domains.at(domain)->bypass);
}

void LogKeeper::write() {
  if (is_writing_ || pending_.empty()) return;
  is_writing_ = true;
  asio::post(writer_, [this, loop = loop_, store = store_, now = clock_.wall(),
                       batch = std::exchange(pending_, {})]() mutable {
    auto result = store->write(batch, now);
    asio::post(loop, [this, result = std::move(result), batch = std::move(batch)]() mutable {
      written(result, std::move(batch));
    });
  });
}

void LogKeeper::written(const Result<void>& result, LogChanges batch) {
  if (result) {
    is_writing_ = false;
    if (std::exchange(is_failing_, false))
      observe_(StateWritten{.at = clock_.wall(), .writer = StateWriter::logs});
    return write();
  }
  is_failing_ = true;
  observe_(StateWriteFailed{.at = clock_.wall(), .failure = result.error(), .writer = StateWriter::logs});
  // What has come since is later, and holds what was before.
  pending_.logs.merge(batch.logs);
  pending_.bypasses.merge(batch.bypasses);
  asio::co_spawn(loop_, write_later(), rethrow);
}

Task<void> LogKeeper::write_later() {
  co_await clock_.sleep_until(clock_.steady() + kLogRetry);
  is_writing_ = false;
  write();
}

void LogKeeper::finish() {
  asio::post(writer_, [store = store_, now = clock_.wall(), rest = std::exchange(pending_, {})] {
    if (!rest.empty()) (void)store->write(rest, now);  // nobody is left to tell
  });
}

}  // namespace cutwatch::store
