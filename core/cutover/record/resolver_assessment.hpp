#pragma once
#include "core/dns/answer_state.hpp"
#include "core/dns/cache_age.hpp"
#include "core/dns/interception.hpp"
#include "core/dns/kept_past_ttl.hpp"
#include "core/dns/ttl_limits.hpp"

#include <optional>

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

}  // namespace cutwatch::cutover
