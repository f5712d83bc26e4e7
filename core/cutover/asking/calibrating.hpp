#pragma once
#include "core/cutover/asking/asking.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/dns/resolver.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>
#include <string>
#include <vector>

// When resolvers are measured (docs/decisions/0054).
namespace cutwatch::cutover {

/// A resolver is asked once in so long, whatever it answered.
inline constexpr Millis kCalibratedEvery{std::chrono::hours{24}};

/// One that gave no answer at all is asked again after so long: the few questions made no copy anywhere, and
/// what was in the way may be gone.
inline constexpr Millis kSilentCalibrationRetry{std::chrono::hours{1}};

/// Where nothing was asked (a wildcard that is missing, a quiet window), it is tried again after so long.
inline constexpr Millis kCalibrationRetry{std::chrono::minutes{10}};

/// Why no resolver is measured now, though the names asked for are no record of the plan: old copies of one
/// are about to be looked at, or are, and nothing is to be disturbed.
struct CalibrationWait {
  SkipReason reason = SkipReason::quiet_window;
  dns::Question record;
  std::optional<WallTime> until;  ///< At the latest; none where servers are waited for.

  /// For people: what is waited for, and until when.
  std::string sentence() const;
};

/// What measuring waits for, of several records the one that takes longest: a quiet window, the first look
/// that tells when it begins, or the end of a change that was begun. nullopt when it may begin. Pure.
std::optional<CalibrationWait> calibration_wait(const Plan& plan, const DomainState& known, WallTime now);

/// Whether the resolver's turn has come: it has not been measured for a day, nor been silent within the hour,
/// does not keep refusing, and this host gets through. Pure.
bool is_to_be_calibrated(const Plan& plan, const std::string& resolver, const DomainState& known,
                         WallTime now);

/// What a run found, without those that were silent where most operators were: that is our own network, and
/// no try of theirs. Most of all of them: in a run that only asks the silent ones again it is always most of
/// those that were asked. Pure.
std::vector<CalibrationFound> without_own_silence(std::vector<CalibrationFound> found,
                                                  const std::vector<dns::Resolver>& resolvers);

/// When the first of the resolvers is to be measured, at the soonest after `kCalibrationRetry`, unless its
/// day ends before. Pure.
WallTime next_calibration(const std::vector<dns::Resolver>& resolvers, const DomainState& known,
                          WallTime now);

/// The name servers that have the wildcards: those of the records in the same zone. Pure.
std::vector<dns::NameServer> calibration_servers(const Plan& plan, const DomainState& known);

}  // namespace cutwatch::cutover
