#pragma once
#include "core/mail/send_caps.hpp"
#include "core/time/time.hpp"

#include <deque>
#include <map>
#include <string>

namespace cutwatch::mail {

/// When the agent sent lately, and hence when it may again. Instants are of the steady clock, so that no step
/// of the host's clock allows more, or forbids for longer. Holds no more than the caps reach back to.
class SendHistory {
 public:
  /// The first instant, `now` or later, at which one more attempt down the path keeps to every cap: fewer
  /// than `kMostSendsAnHour` in the hour before it, and so on. A send that is to come counts as at its
  /// instant.
  SteadyTime next(const std::string& path, SteadyTime now) const;

  /// An attempt is made down the path. One that is said to be before the last known one counts as at that.
  void note(const std::string& path, SteadyTime at);

  /// Nothing is to be sent before: for who cannot know what was sent before a restart.
  void hold_until(SteadyTime until) { held_until_ = until; }

 private:
  std::map<std::string, std::deque<SteadyTime>> of_path_;  ///< At most `kMostSendsAnHour` each, oldest first.
  std::deque<SteadyTime> of_all_;                          ///< At most `kMostSendsADay`, oldest first.
  SteadyTime held_until_ = SteadyTime::min();
};

}  // namespace cutwatch::mail
