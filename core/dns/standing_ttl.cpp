#include "core/dns/standing_ttl.hpp"

#include "core/dns/history.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// In which a TTL that counts down moves by more than its whole seconds hide.
constexpr Seconds kMovesClearly{3};

/// For whole seconds, and for the time that answers take.
constexpr Seconds kInexact{5};

bool is_after_a_pause(const Version& current, const AuthoritySample& sample) {
  return sample.sent - current.last_asked > sample.longest_pause;
}

}  // namespace

std::optional<StandingTtl> with_sample(const std::optional<StandingTtl>& standing, const Version& current,
                                       const AuthoritySample& sample) {
  if (sample.ttl >= current.ttl) return std::nullopt;
  StandingTtl out{
      .ttl = sample.ttl, .samples = 1, .since = sample.received, .asked_before = current.last_asked};
  if (!standing || standing->ttl != sample.ttl) return out;
  out.asked_before = standing->asked_before;
  if (is_after_a_pause(current, sample)) return out;
  out.since = standing->since;
  out.samples = std::min(standing->samples + 1, kSamplesThatSuffice);
  return out;
}

bool is_other_version(const StandingTtl& standing, const Version& current, const AuthoritySample& sample) {
  const Seconds run_down = current.ttl - standing.ttl;
  if (run_down <= kInexact || sample.sent - standing.since < kMovesClearly) return false;
  if (standing.samples >= kSamplesThatSuffice) return true;
  return standing.samples >= kSamplesThatTell && sample.received - standing.since + kInexact <= run_down;
}

}  // namespace cutwatch::dns
