#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/authority_lag.hpp"
#include "core/cutover/record/quiet_window.hpp"
#include "core/cutover/record/record_bounds.hpp"
#include "core/cutover/record/resolver_assessment.hpp"
#include "core/dns/propagation.hpp"
#include "core/snapshot/snapshot.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a snapshot means for one watched record: the one judgement that metrics, the API and the terminal all
// show.
namespace cutwatch::cutover {

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
