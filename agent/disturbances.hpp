#pragma once
#include "core/observation/observation.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cutwatch {

/// What has happened to the agent that makes what a run sees across it worth nothing: the host's clock was
/// set, or another configuration was loaded.
class Disturbances {
 public:
  /// As it was at one moment.
  struct Mark {
    std::uint64_t clock_steps = 0;
    std::uint64_t reloads = 0;
  };

  Mark mark() const { return now_; }
  void note_clock_step() { ++now_.clock_steps; }
  /// With the resolvers that are now another one under their id, or none.
  void note_reload(const std::set<std::string>& moved_resolvers);

  /// What still counts of what a run saw that began at the mark. Instants from before a step of the clock and
  /// after it cannot be told apart in it: of DNS nothing does, and it is asked again. Nor does what was asked
  /// where something is no longer: another resolver stands under its id now; a mailbox may be another
  /// account, and recipients be asked for by another one, and what is there is found by the next look.
  std::vector<Observation> undisturbed(std::vector<Observation> seen, const Mark& begun) const;

 private:
  bool has_moved_since(const Observation& observation, const Mark& begun) const;

  Mark now_;
  std::map<std::string, std::uint64_t> moved_;  ///< With which reload a resolver moved last, by its id.
};

}  // namespace cutwatch
