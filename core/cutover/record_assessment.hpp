#pragma once
#include "core/cutover/authority_lag.hpp"
#include "core/cutover/plan.hpp"
#include "core/cutover/quiet_window.hpp"
#include "core/cutover/record_bounds.hpp"
#include "core/dns/answer_state.hpp"
#include "core/dns/cache_age.hpp"
#include "core/dns/interception.hpp"
#include "core/dns/kept_past_ttl.hpp"
#include "core/dns/propagation.hpp"
#include "core/dns/ttl_limits.hpp"
#include "core/snapshot/snapshot.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a snapshot means for one watched record: the one judgement that metrics, the API and the terminal all
// show.
namespace cutwatch::cutover {

/// A resolver will keep the old record longer than its TTL allows.
struct ExpectedDelay {
  Seconds by{};  ///< The measured floor less the published TTL.
  std::optional<WallTime>
      until;  ///< The last instant of an old copy; none while no change is planned or seen.
  friend bool operator==(const ExpectedDelay&, const ExpectedDelay&) = default;
};

/// A record at one resolver.
struct ResolverAssessment {
  const dns::Resolver* resolver = nullptr;
  const dns::ResolverView* view = nullptr;  ///< Null when it was never asked.
  std::optional<dns::AnswerState> state;
  std::optional<Seconds> ttl;                     ///< Remaining in the last answer.
  std::optional<dns::CacheAge> oldest_copy;       ///< Of the living copies.
  std::optional<WallTime> expires;                ///< The last instant that any living copy can live.
  std::optional<WallTime> old_expires;            ///< The same over copies of another stage than the target.
  std::size_t caches = 0;                         ///< Known to lie behind the address, at least.
  std::optional<Seconds> cap;                     ///< It keeps no more than this of a TTL.
  std::optional<dns::Lengthened> lengthened;      ///< It makes TTLs longer: it will be late after a change.
  std::optional<dns::KeptPastTtl> kept;           ///< It was late, and why.
  std::optional<WallTime> late_until;             ///< A living old copy outlives the bound: how long.
  std::optional<bool> honours_ttl;                ///< None while it cannot be judged.
  const dns::Calibration* calibration = nullptr;  ///< What was measured at it; null: nothing that counts.
  std::optional<ExpectedDelay> expected_delay;    ///< By the floor that was measured.
  /// Something else seems to answer in its place. Only `assess_record` can tell: it takes all resolvers.
  std::optional<dns::Suspicion> suspicion;
};

/// The states of a name server; values of the `state` label: those of a resolver, or lame.
enum class AuthorityState : std::uint8_t { old_stage, new_stage, mixed, other, error, unreachable, lame };

inline constexpr std::array kAuthorityStates{
    AuthorityState::old_stage, AuthorityState::new_stage,   AuthorityState::mixed, AuthorityState::other,
    AuthorityState::error,     AuthorityState::unreachable, AuthorityState::lame};

std::string_view to_string(AuthorityState state) noexcept;

/// A record at one name server.
struct AuthorityAssessment {
  dns::NameServer server;
  const AuthorityView* view = nullptr;
  std::optional<AuthorityState> state;  ///< None before the first exchange.
  std::optional<AuthorityLag> lag;      ///< It does not get what another one has.
};

struct RecordAssessment {
  const WatchedRecord* record = nullptr;
  std::size_t target = 0;  ///< The stage that is "new".
  std::vector<ResolverAssessment> resolvers;
  std::vector<AuthorityAssessment> authorities;
  std::optional<double> propagation_ratio;
  std::vector<dns::CurvePoint>
      curve;  ///< The ratio as foretold; empty until all authorities have the target.
  RecordBounds bounds;
  std::optional<QuietWindow> quiet;
  bool is_own_network_down = false;
  const std::optional<Result<dns::DelegationSides>>* sides =
      nullptr;  ///< As in the record's state; never null.
  const std::map<dns::NameServer, Shared<DepartedAuthority>>* departed = nullptr;  ///< Likewise.
};

/// The assessment at `now`. Pure. It points into its arguments, which must outlive it.
RecordAssessment assess_record(const WatchedRecord& record, const RecordState& state,
                               const std::vector<dns::Resolver>& resolvers, WallTime now);

/// A name server as a name: what its addresses say together.
struct NamedAuthority {
  std::optional<AuthorityState>
      state;  ///< Where they differ: mixed. An address that answers outweighs one that does not.
  std::optional<Seconds> ttl;           ///< The largest.
  std::optional<std::uint32_t> serial;  ///< The oldest: the address that lags.
  bool is_lagging = false;              ///< One of its addresses is.
};

/// The same, with what was measured at the domain's resolvers: who has more caches than its answers show, and
/// who will keep old copies for longer, is judged with more care.
RecordAssessment assess_record(const WatchedRecord& record, const DomainState& domain,
                               const std::vector<dns::Resolver>& resolvers, WallTime now);

/// The name servers of an assessment by name.
std::map<std::string, NamedAuthority> by_name(const std::vector<AuthorityAssessment>& authorities);

/// One resolver's part of it, for a caller that looks at one only.
ResolverAssessment assess_resolver(const WatchedRecord& record, const RecordState& state,
                                   const dns::Resolver& resolver, WallTime now);

/// The same, with what was measured.
ResolverAssessment assess_resolver(const WatchedRecord& record, const DomainState& domain,
                                   const dns::Resolver& resolver, WallTime now);

/// One name server's part of it; the state is none for a server that was never asked.
AuthorityAssessment assess_authority(const WatchedRecord& record, const RecordState& state,
                                     const dns::NameServer& server);

}  // namespace cutwatch::cutover
