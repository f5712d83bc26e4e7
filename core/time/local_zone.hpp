#pragma once
#include "core/time/time.hpp"

namespace cutwatch {

/// How far east of UTC a clock on the wall is, now and before it was last put forward or back.
struct LocalZone {
  /// One that was never changed.
  LocalZone(Seconds always = Seconds{0}) : east(always), before(always) {}
  LocalZone(Seconds now, WallTime put_so, Seconds until_then)
      : east(now), since(put_so), before(until_then) {}

  Seconds east;
  WallTime since = WallTime::min();  ///< When it was put so.
  Seconds before;

  /// The instant at which it shows that time. Of an hour that it shows twice: the second time.
  WallTime instant(std::chrono::sys_seconds shown) const {
    const auto now = shown - east;
    return WallTime(now < since ? shown - before : now);
  }
};

}  // namespace cutwatch
