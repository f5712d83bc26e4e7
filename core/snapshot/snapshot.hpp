#pragma once
#include "core/dns/back_off.hpp"
#include "core/dns/delegation_sides.hpp"
#include "core/dns/forgotten_servers.hpp"
#include "core/dns/history.hpp"
#include "core/dns/named_servers.hpp"
#include "core/dns/resolver_view.hpp"
#include "core/histogram/histogram.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/bypass_state.hpp"
#include "core/snapshot/calibration_state.hpp"
#include "core/snapshot/chronicle.hpp"
#include "core/snapshot/identity_state.hpp"
#include "core/snapshot/lock_state.hpp"
#include "core/snapshot/mail_state.hpp"
#include "core/snapshot/queue_state.hpp"
#include "core/snapshot/recipient_state.hpp"
#include "core/snapshot/server_log_state.hpp"
#include "core/snapshot/shared.hpp"
#include "core/snapshot/state_file.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

// All that is known. Immutable once published; copies share their structure, so that one observation costs
// the same with one domain as with ten thousand.
namespace cutwatch {

/// A name server showed an older zone than another one had shown before.
struct SerialLag {
  WallTime since;         ///< The first answer in a row that did.
  dns::NameServer ahead;  ///< One that had the newer zone.
};

/// What is known of one name server and one record.
struct AuthorityView {
  dns::AuthorityHistory history;
  std::optional<dns::LastReply> last;
  std::optional<std::uint32_t> serial;
  std::optional<SerialLag> serial_lag;  ///< None while its zone is as new as any.
  /// When the delegation named it again after it had left; none where it never did.
  std::optional<WallTime> readmitted_at{};

  /// It answers, but without authority for the zone, or refuses (RFC 1912 §2.8).
  bool is_lame() const;

  /// What its last reply showed it to publish; null when that was no authoritative answer.
  const dns::RrSet* published() const;
};

/// A name server that the delegation does not name any more. It is not asked, but copies that were fetched
/// from it live on, and who still holds the old delegation may fetch more: a version that it was not seen off
/// has no end, and one that was never heard may publish anything.
struct DepartedAuthority {
  dns::AuthorityHistory history;  ///< Without versions when it was never heard.
  WallTime departed_at;           ///< When the first look came that no longer found it.
};

inline constexpr std::size_t kMaxDeparted = 32;

/// Whether this host gets through to the resolvers of a record (core/cutover/record/own_network.hpp).
struct OwnNetwork {
  bool is_down = false;
  std::optional<WallTime> since;  ///< None before it was first down.
  friend bool operator==(const OwnNetwork&, const OwnNetwork&) = default;
};

/// What is known of one watched record.
struct RecordState {
  std::map<std::string, Shared<dns::ResolverView>> resolvers;  ///< By resolver id.
  std::map<dns::NameServer, Shared<AuthorityView>> authorities;
  /// At most `kMaxDeparted`: of the longest gone only `forgotten` is left.
  std::map<dns::NameServer, Shared<DepartedAuthority>> departed;
  std::optional<dns::ForgottenServers> forgotten;
  std::optional<Result<std::vector<dns::NameServer>>>
      delegation;                            ///< The last look; a failure keeps the servers above.
  std::optional<WallTime> delegation_found;  ///< When a look last succeeded; never read from the store.
  std::optional<Result<dns::DelegationSides>> sides;  ///< The last comparison of the parent with the zone.
  dns::NamedServers named;  ///< By comparisons that succeeded, of any record of the name; not stored.
  OwnNetwork own_network;
  std::vector<NotedRecord> noted;  ///< What it was before it was changed: at most `kMaxNoted`, oldest first.

  /// Of the authorities.
  std::vector<dns::AuthorityHistory> histories() const;
  /// Keeps one more that has departed.
  void add_departed(const dns::NameServer& server, DepartedAuthority gone);

  /// Of all that resolvers can have fetched from: the authorities, and those that have departed.
  std::vector<dns::AuthorityHistory> histories_with_departed() const;
};

/// Of several cutovers of one record, one after the other.
inline constexpr std::size_t kMaxNoted = 8;

struct ProbeState {
  WallTime last_run;
  Micros last_duration{};
  metrics::Histogram lateness{metrics::kLatenessBounds};
  std::map<SkipReason, std::uint64_t> skipped;
};

struct DomainState {
  std::map<dns::Question, Shared<RecordState>> records;
  std::optional<dns::MxFindings> mx_findings;
  Shared<MailState> mail;
  std::map<std::string, ProbeState> probes;              ///< By probe id.
  std::map<std::string, dns::RefusalStreak> refusals;    ///< By resolver id; only those that refuse now.
  std::map<std::string, CalibrationState> calibrations;  ///< By resolver id.
  std::optional<Failure> wildcards_missing;              ///< Why nothing could be measured last time.
  std::map<PathAddress, IdentityState> identities;
  std::map<PathEndpoint, RecipientStates> recipients;
  Shared<Chronicle> chronicle;
  Shared<StateFile> state_file;  ///< The snapshot's.
  std::map<LockKey, LockState> locks;
  std::map<ServerLogKey, Shared<ServerLogState>> server_logs;
  std::map<QueueKey, Shared<QueueState>> queues;
  Shared<BypassState> bypass;

  /// nullopt while nothing is known.
  std::optional<std::set<dns::MxProblem>> mx_problems() const;
};

/// How a query ended; values of the `result` label.
enum class QueryResult : std::uint8_t {
  ok,
  nxdomain,
  nodata,
  servfail,
  refused,
  timeout,
  unreachable,
  malformed
};

inline constexpr std::array kQueryResults{
    QueryResult::ok,      QueryResult::nxdomain, QueryResult::nodata,      QueryResult::servfail,
    QueryResult::refused, QueryResult::timeout,  QueryResult::unreachable, QueryResult::malformed};

std::string_view to_string(QueryResult result) noexcept;

/// nullopt for an exchange that never left (held back, or the agent is stopping).
std::optional<QueryResult> query_result(const Result<dns::Answer>& answer);

/// What is known of one resolver over all records.
struct ResolverTotals {
  std::map<QueryResult, std::uint64_t> queries;
  std::map<dns::Transport, metrics::Histogram> duration;
  std::uint64_t unexpected_replies = 0;
};

struct Snapshot {
  std::map<std::string, Shared<DomainState>> domains;  ///< By the plan's label.
  std::map<std::string, Shared<ResolverTotals>> resolvers;
  std::uint64_t state_write_errors = 0;
  Shared<StateFile> state_file;
};

/// The snapshot with this known of the state file, in every domain too.
Snapshot with_state_file(Snapshot snapshot, const StateFile& state_file);

/// What is known after one more observation. Pure and replayable.
Snapshot fold(Snapshot snapshot, const Observation& observation);

/// Whether a snapshot has a record for which this host does not get through to resolvers.
bool is_own_network_down(const Snapshot& snapshot);

}  // namespace cutwatch
