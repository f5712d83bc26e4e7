#pragma once
#include "core/cutover/cutover_assessment.hpp"
#include "core/metrics/metrics.hpp"
#include "probes/probe.hpp"
#include "runtime/task.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace cutwatch::cli {

/// Whether to ask again what may be greylisting.
enum class SecondLook : std::uint8_t { waited_for, left_out };

/// Tries the lock of one server, as the agent does: its doors, and whether the new server takes the
/// recipient; what was put off once more after a while. What was known before counts on.
class LockTrial {
 public:
  using Say = std::function<void(const std::string& line)>;

  /// One plan, with one lockdown. `say` hears what is seen, as it is.
  LockTrial(metrics::Watched watched, Snapshot known, Say say)
      : watched_(std::move(watched)), snapshot_(std::move(known)), say_(std::move(say)) {}

  /// Ends when every door has told, or can not; at once with `left_out`.
  Task<bool> run(ProbeContext context, SecondLook second);

  const DomainState& state() const;
  cutover::LockAssessment lock(WallTime now) const;
  const cutover::Plan& plan() const { return watched_.plans.front(); }

 private:
  Task<void> ask(ProbeContext context, std::string id_start);
  std::optional<WallTime> wanted(const ProbeContext& context) const;

  metrics::Watched watched_;
  Snapshot snapshot_;
  Say say_;
};

}  // namespace cutwatch::cli
