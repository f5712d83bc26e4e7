#pragma once
#include "agent/store/dns_store.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "runtime/task.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cutwatch::store {

/// What changed waits so long at most before it is handed to the writer: the most that the end of the process
/// can cost.
inline constexpr Seconds kDnsWriteDelay{5};

/// Keeps what is known of name servers and resolvers in the state file. A name server's new version is
/// written at once, since a bound may rest on it; all else together, a few seconds later. Belongs to the
/// event loop's thread; the writing is done on another.
class DnsKeeper {
 public:
  using Observe = std::function<void(const Observation&)>;

  /// `writer` must be the one thread that touches the state file.
  DnsKeeper(asio::any_io_executor loop, asio::thread_pool& writer, WaitableClock& clock, DnsStore store,
            const std::vector<dns::Resolver>& resolvers, Observe observe);

  /// Takes over what an observation changed; a write that fails is observed, and tried again.
  void follow(const Observation& observation, const Snapshot& snapshot);
  /// The resolvers in use from now on.
  void use(const std::vector<dns::Resolver>& resolvers);
  /// All that the store has. Errors: storage.
  Task<Result<KeptDns>> load();
  /// Hands all that waits to the writer. The last call.
  void finish();

 private:
  /// What a bound may rest on.
  struct Mark {
    WallTime since;
    Seconds ttl{};
    std::size_t gaps = 0;
    bool is_silent = false;
    friend bool operator==(const Mark&, const Mark&) = default;
  };
  void take_authority(const RecordKey& record, const dns::NameServer& server,
                      const Shared<AuthorityView>& view);
  void take_departed(const RecordKey& record, const dns::NameServer& server, const DepartedAuthority& gone);
  void take_servers(const RecordKey& record, const RecordState& state);
  void take_resolver(const RecordKey& record, const std::string& resolver,
                     const Shared<dns::ResolverView>& view);
  void take_answer(const AuthorityAnswered& seen, const Snapshot& snapshot);
  void take_named(const RecordKey& record, const RecordState& state,
                  const std::vector<dns::NameServer>& named);
  void take_delegation(const DelegationFound& found, const Snapshot& snapshot);
  void take_calibration(const CalibrationFound& found, const Snapshot& snapshot);
  void take_lock(const LockdownTried& tried, const Snapshot& snapshot);
  void take_all_now_and_then(const Snapshot& snapshot);
  bool is_news(const AuthorityKey& key, const AuthorityView& view);
  void write_soon();
  Task<void> write_later();
  void write();
  DnsChanges next_batch();
  void written(const Result<void>& result, DnsChanges batch);

  asio::any_io_executor loop_;
  asio::thread_pool& writer_;
  WaitableClock& clock_;
  std::shared_ptr<DnsStore> store_;  ///< Touched on the writer's thread only.
  std::map<std::string, ResolverPlace> places_;
  Observe observe_;
  DnsChanges pending_;
  ResolverKey last_written_;  ///< So that every resolver has its turn.
  std::map<AuthorityKey, Mark> marks_;
  std::map<RecordKey, std::set<dns::NameServer>> named_;  ///< The last delegation that was found.
  SteadyTime next_look_at_all_{};
  bool is_due_ = false;
  bool is_writing_ = false;
  bool is_urgent_ = false;
  bool is_failing_ = false;  ///< The last write failed.
};

}  // namespace cutwatch::store
