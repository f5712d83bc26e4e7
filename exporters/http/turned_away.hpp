#pragma once
#include "core/time/clock.hpp"

#include <cstddef>
#include <deque>

namespace cutwatch::exporters {

/// Connections that are one too many: told "503 Service Unavailable" at once, unread, and closed once their
/// clients have closed or a second has passed. Closing at once would answer a request that is still under way
/// with a reset, which makes many clients drop the response unread. Blocks nowhere; for one thread.
class TurnedAway {
 public:
  static constexpr std::size_t kMost = 64;  ///< Beyond them the oldest is closed.

  explicit TurnedAway(const Clock& clock) : clock_(clock) {}
  TurnedAway(const TurnedAway&) = delete;
  TurnedAway& operator=(const TurnedAway&) = delete;
  ~TurnedAway();

  /// Tells the client and takes over its socket.
  void take(int socket);
  /// Closes those that are done with.
  void sweep();

 private:
  struct Connection {
    int socket;
    SteadyTime last;
  };
  const Clock& clock_;
  std::deque<Connection> connections_;
};

}  // namespace cutwatch::exporters
