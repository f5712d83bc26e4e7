#pragma once
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch::dns {

struct AuthoritySample;
struct Version;

/// Replies in a row that all showed one TTL, below the largest of their version and under its serial: a
/// countdown met at the same point by chance, or another version of a zone whose serial does not move.
struct StandingTtl {
  Seconds ttl{};
  int samples = 0;        ///< At most `kSamplesThatSuffice`.
  WallTime since;         ///< When the first of them came.
  WallTime asked_before;  ///< When the last question left that was answered with another one.
  friend bool operator==(const StandingTtl&, const StandingTtl&) = default;
};

inline constexpr int kSamplesThatTell = 3;
inline constexpr int kSamplesThatSuffice = 10;

/// What stands still after one more sample of `current`'s data; nullopt where it shows no less than that.
std::optional<StandingTtl> with_sample(const std::optional<StandingTtl>& standing, const Version& current,
                                       const AuthoritySample& sample);

/// Whether it is another version, which no countdown looks like: three samples within less than a countdown
/// from the version's TTL takes to come by there again; or ten, where nobody looks that often.
bool is_other_version(const StandingTtl& standing, const Version& current, const AuthoritySample& sample);

}  // namespace cutwatch::dns
