#include "agent/store/chronicle_keeper.hpp"

#include "runtime/offload.hpp"

#include <asio/post.hpp>

#include <utility>

namespace cutwatch::store {
namespace {

/// What waits for a disk that is full for days must not fill the memory: the oldest is forgotten.
constexpr std::size_t kMaxPending = 10'000;

}  // namespace

ChronicleKeeper::ChronicleKeeper(asio::any_io_executor loop, asio::thread_pool& writer, WaitableClock& clock,
                                 ChronicleStore store, Observe observe)
    : loop_(std::move(loop)),
      writer_(writer),
      clock_(clock),
      store_(std::make_shared<ChronicleStore>(std::move(store))),
      observe_(std::move(observe)) {}

Task<Result<KeptChronicles>> ChronicleKeeper::load() {
  co_return co_await offload(writer_, [store = store_] { return store->load(); });
}

Task<Result<NotedRecord>> ChronicleKeeper::note(RecordKey key, NotedRecord noted) {
  auto result = co_await offload(writer_, [store = store_, key = std::move(key), noted = std::move(noted)] {
    return store->note(key, noted);
  });
  const bool was_failing = std::exchange(is_note_failing_, !result);
  if (!result) {
    observe_(StateWriteFailed{
        .at = clock_.wall(), .failure = result.error(), .writer = StateWriter::noted_records});
  } else if (was_failing) {
    observe_(StateWritten{.at = clock_.wall(), .writer = StateWriter::noted_records});
  }
  co_return result;
}

void ChronicleKeeper::follow(const Observation& observation) {
  const auto* changed = std::get_if<JudgementChanged>(&observation);
  if (changed == nullptr) return;
  for (const auto& entry : changed->entries)
    pending_.entries.push_back({.domain = changed->domain, .entry = entry});
  for (const auto& [key, value] : changed->switches)
    pending_.switches.insert_or_assign({changed->domain, key}, value);
  if (pending_.entries.size() > kMaxPending)
    pending_.entries.erase(pending_.entries.begin(), pending_.entries.end() - kMaxPending);
  write();
}

void ChronicleKeeper::write() {
  if (is_writing_ || pending_.empty()) return;
  is_writing_ = true;
  asio::post(writer_, [this, loop = loop_, store = store_, batch = std::exchange(pending_, {})]() mutable {
    auto result = store->write(batch);
    asio::post(loop, [this, result = std::move(result), batch = std::move(batch)]() mutable {
      written(result, std::move(batch));
    });
  });
}

void ChronicleKeeper::written(const Result<void>& result, ChronicleChanges batch) {
  if (result) {
    is_writing_ = false;
    if (std::exchange(is_failing_, false))
      observe_(StateWritten{.at = clock_.wall(), .writer = StateWriter::chronicle});
    return write();
  }
  is_failing_ = true;
  observe_(
      StateWriteFailed{.at = clock_.wall(), .failure = result.error(), .writer = StateWriter::chronicle});
  // What has come since is later.
  batch.entries.insert(batch.entries.end(), std::make_move_iterator(pending_.entries.begin()),
                       std::make_move_iterator(pending_.entries.end()));
  pending_.entries = std::move(batch.entries);
  pending_.switches.merge(batch.switches);
  asio::co_spawn(loop_, write_later(), rethrow);
}

Task<void> ChronicleKeeper::write_later() {
  co_await clock_.sleep_until(clock_.steady() + kChronicleRetry);
  is_writing_ = false;
  write();
}

void ChronicleKeeper::finish() {
  asio::post(writer_, [store = store_, rest = std::exchange(pending_, {})] {
    if (!rest.empty()) (void)store->write(rest);  // nobody is left to tell
  });
}

}  // namespace cutwatch::store
