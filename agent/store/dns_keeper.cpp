#include "agent/store/dns_keeper.hpp"

#include "runtime/offload.hpp"

#include <asio/post.hpp>

#include <utility>

namespace cutwatch::store {
namespace {

/// What is not watched any more is forgotten after so long.
constexpr std::chrono::days kForgottenAfter{30};
constexpr std::chrono::hours kLookAtAll{24};

/// So many a write: it is over in milliseconds, and a message's intent need not wait for it.
constexpr std::size_t kMaxResolversAtOnce = 512;

const RecordState* find_record(const Snapshot& snapshot, const RecordKey& key) {
  const auto domain = snapshot.domains.find(key.domain);
  if (domain == snapshot.domains.end()) return nullptr;
  const auto record = domain->second->records.find(key.record);
  return record == domain->second->records.end() ? nullptr : &*record->second;
}

}  // namespace

DnsKeeper::DnsKeeper(asio::any_io_executor loop, asio::thread_pool& writer, WaitableClock& clock,
                     DnsStore store, const std::vector<dns::Resolver>& resolvers, Observe observe)
    : loop_(std::move(loop)),
      writer_(writer),
      clock_(clock),
      store_(std::make_shared<DnsStore>(std::move(store))),
      observe_(std::move(observe)),
      last_written_{.record = {.domain = "", .record = {dns::Name(), dns::RrType::a}}, .resolver = ""},
      next_look_at_all_(clock.steady()) {
  use(resolvers);
}

void DnsKeeper::use(const std::vector<dns::Resolver>& resolvers) {
  places_.clear();
  for (const auto& resolver : resolvers) places_.emplace(resolver.id, place_of(resolver));
}

Task<Result<KeptDns>> DnsKeeper::load() {
  co_return co_await offload(writer_, [store = store_] { return store->load(); });
}

bool DnsKeeper::is_news(const AuthorityKey& key, const AuthorityView& view) {
  const auto* current = view.history.current();
  if (current == nullptr) return false;
  const Mark mark{.since = current->first_seen,
                  .ttl = current->ttl,
                  .gaps = view.history.gaps.size(),
                  .is_silent = is_silent(view)};
  const auto [known, is_new] = marks_.emplace(key, mark);
  return std::exchange(known->second, mark) != mark || is_new;
}

void DnsKeeper::take_authority(const RecordKey& record, const dns::NameServer& server,
                               const Shared<AuthorityView>& view) {
  const AuthorityKey key{.record = record, .server = server};
  const bool is_new = is_news(key, *view);
  if (is_silent(*view) && !is_new) return;
  pending_.authorities.insert_or_assign(key, AuthorityChange{.view = view, .departed = std::nullopt});
  is_urgent_ = is_new || is_urgent_;
}

void DnsKeeper::take_departed(const RecordKey& record, const dns::NameServer& server,
                              const DepartedAuthority& gone) {
  const AuthorityKey key{.record = record, .server = server};
  marks_.erase(key);  // should it come back, that is news
  pending_.authorities.insert_or_assign(
      key,
      AuthorityChange{.view = Shared(AuthorityView{.history = gone.history}), .departed = gone.departed_at});
}

void DnsKeeper::take_servers(const RecordKey& record, const RecordState& state) {
  for (const auto& [server, view] : state.authorities) take_authority(record, server, view);
  for (const auto& [server, gone] : state.departed) take_departed(record, server, *gone);
}

void DnsKeeper::take_resolver(const RecordKey& record, const std::string& resolver,
                              const Shared<dns::ResolverView>& view) {
  const auto place = places_.find(resolver);
  if (place == places_.end()) return;
  const ResolverKey key{.record = record, .resolver = resolver};
  pending_.resolvers.insert_or_assign(key, view);
  pending_.places.insert_or_assign(key, place->second);
}

/// What is watched is written now and then though nothing is seen of it, so that its rows do not grow old.
void DnsKeeper::take_all_now_and_then(const Snapshot& snapshot) {
  if (clock_.steady() < next_look_at_all_) return;
  next_look_at_all_ = clock_.steady() + kLookAtAll;
  for (const auto& [domain, state] : snapshot.domains) {
    for (const auto& [question, record] : state->records) {
      const RecordKey key{.domain = domain, .record = question};
      take_servers(key, *record);
      for (const auto& [resolver, view] : record->resolvers) take_resolver(key, resolver, view);
    }
  }
  asio::post(writer_, [this, loop = loop_, store = store_, oldest = clock_.wall() - kForgottenAfter] {
    const auto forgotten = store->forget_before(oldest);
    if (!forgotten) asio::post(loop, [this, forgotten] { written(forgotten, {}); });
  });
}

void DnsKeeper::take_answer(const AuthorityAnswered& seen, const Snapshot& snapshot) {
  const RecordKey key{.domain = seen.domain, .record = seen.record};
  const auto* record = find_record(snapshot, key);
  if (record == nullptr) return;
  const auto known = record->authorities.find(seen.server);
  if (known != record->authorities.end()) return take_authority(key, seen.server, known->second);
  const auto gone = record->departed.find(seen.server);
  if (gone == record->departed.end()) return;
  take_departed(key, seen.server, *gone->second);
  is_urgent_ = true;
}

/// A server is waited for from the moment on at which it is named, whether or not it has ever answered.
void DnsKeeper::take_named(const RecordKey& record, const RecordState& state,
                           const std::vector<dns::NameServer>& named) {
  const std::set<dns::NameServer> before = std::exchange(named_[record], {named.begin(), named.end()});
  for (const auto& server : named) {
    const AuthorityKey key{.record = record, .server = server};
    const auto known = state.authorities.find(server);
    if (before.contains(server) || marks_.contains(key) || known == state.authorities.end()) continue;
    pending_.authorities.insert_or_assign(key,
                                          AuthorityChange{.view = known->second, .departed = std::nullopt});
    is_urgent_ = true;
  }
}

void DnsKeeper::take_delegation(const DelegationFound& found, const Snapshot& snapshot) {
  if (!found.servers) return;
  const RecordKey key{.domain = found.domain, .record = found.record};
  pending_.delegations.insert_or_assign(key, *found.servers);
  const auto* record = find_record(snapshot, key);
  if (record == nullptr) return;
  take_named(key, *record, *found.servers);
  for (const auto& [server, gone] : record->departed) {
    if (gone->departed_at == found.at) take_departed(key, server, *gone);
  }
}

/// Of each try, whatever came of it: the day that it holds for goes on after a restart.
void DnsKeeper::take_calibration(const CalibrationFound& found, const Snapshot& snapshot) {
  const auto place = places_.find(found.resolver);
  const auto domain = snapshot.domains.find(found.domain);
  if (place == places_.end() || domain == snapshot.domains.end()) return;
  const auto known = domain->second->calibrations.find(found.resolver);
  if (known == domain->second->calibrations.end()) return;
  pending_.calibrations.insert_or_assign(CalibrationKey{.domain = found.domain, .resolver = found.resolver},
                                         KeptCalibration{.place = place->second, .state = known->second});
}

/// A first 4xx counts on after a restart: the second is as long after it as it would have been.
void DnsKeeper::take_lock(const LockdownTried& tried, const Snapshot& snapshot) {
  const auto domain = snapshot.domains.find(tried.domain);
  if (domain == snapshot.domains.end()) return;
  const auto known = domain->second->locks.find(key_of(tried));
  if (known == domain->second->locks.end()) return;
  pending_.locks.insert_or_assign(KnownLock{tried.domain, known->first}, known->second);
}

void DnsKeeper::follow(const Observation& observation, const Snapshot& snapshot) {
  take_all_now_and_then(snapshot);
  if (const auto* seen = std::get_if<ResolverAnswered>(&observation)) {
    const RecordKey key{.domain = seen->domain, .record = seen->record};
    const auto* record = find_record(snapshot, key);
    const bool is_known = record != nullptr && record->resolvers.contains(seen->resolver);
    if (is_known) take_resolver(key, seen->resolver, record->resolvers.at(seen->resolver));
  }
  if (const auto* seen = std::get_if<AuthorityAnswered>(&observation)) take_answer(*seen, snapshot);
  if (const auto* found = std::get_if<CalibrationFound>(&observation)) take_calibration(*found, snapshot);
  if (const auto* tried = std::get_if<LockdownTried>(&observation)) take_lock(*tried, snapshot);
  if (const auto* found = std::get_if<DelegationFound>(&observation)) take_delegation(*found, snapshot);
  if (is_urgent_) return write();
  if (!pending_.empty()) write_soon();
}

void DnsKeeper::write_soon() {
  if (is_due_) return;
  is_due_ = true;
  asio::co_spawn(loop_, write_later(), rethrow);
}

Task<void> DnsKeeper::write_later() {
  co_await clock_.sleep_until(clock_.steady() + kDnsWriteDelay);
  is_due_ = false;
  write();
}

/// All of the name servers, and as many resolvers as may be written at once.
DnsChanges DnsKeeper::next_batch() {
  DnsChanges batch{.authorities = std::exchange(pending_.authorities, {}),
                   .resolvers = {},
                   .places = {},
                   .delegations = std::exchange(pending_.delegations, {}),
                   .calibrations = std::exchange(pending_.calibrations, {}),
                   .locks = std::exchange(pending_.locks, {})};
  while (!pending_.resolvers.empty() && batch.resolvers.size() < kMaxResolversAtOnce) {
    auto next = pending_.resolvers.upper_bound(last_written_);
    if (next == pending_.resolvers.end()) next = pending_.resolvers.begin();
    last_written_ = next->first;
    batch.resolvers.insert(pending_.resolvers.extract(next));
    batch.places.insert(pending_.places.extract(last_written_));
  }
  return batch;
}

void DnsKeeper::write() {
  if (is_writing_ || pending_.empty()) return;
  is_writing_ = true;
  is_urgent_ = false;
  asio::post(writer_,
             [this, loop = loop_, store = store_, batch = next_batch(), now = clock_.wall()]() mutable {
               auto result = store->write(batch, now);
               asio::post(loop, [this, result = std::move(result), batch = std::move(batch)]() mutable {
                 is_writing_ = false;
                 written(result, std::move(batch));
               });
             });
}

void DnsKeeper::written(const Result<void>& result, DnsChanges batch) {
  if (result && std::exchange(is_failing_, false))
    observe_(StateWritten{.at = clock_.wall(), .writer = StateWriter::dns});
  if (!result) {
    is_failing_ = true;
    observe_(StateWriteFailed{.at = clock_.wall(), .failure = result.error(), .writer = StateWriter::dns});
    // What has come since is newer.
    pending_.authorities.merge(batch.authorities);
    pending_.resolvers.merge(batch.resolvers);
    pending_.places.merge(batch.places);
    pending_.delegations.merge(batch.delegations);
    pending_.calibrations.merge(batch.calibrations);
    pending_.locks.merge(batch.locks);
  }
  if (result && is_urgent_) return write();
  if (!pending_.empty()) write_soon();
}

void DnsKeeper::finish() {
  asio::post(writer_, [store = store_, rest = std::exchange(pending_, {}), now = clock_.wall()] {
    (void)store->write(rest, now);  // nobody is left to tell
  });
}

}  // namespace cutwatch::store
