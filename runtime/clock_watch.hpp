#pragma once
#include "core/time/clock.hpp"

#include <optional>

namespace cutwatch {

/// Tells when the host's clock was set, by its progress beside the steady clock's.
class ClockWatch {
 public:
  explicit ClockWatch(const Clock& clock) : clock_(clock), offset_(offset()) {}

  /// By how much the clock was set since it was last told, if it is enough to matter: more than `kLeastStep`,
  /// at once or little by little.
  std::optional<Millis> step();

  static constexpr Millis kLeastStep{2000};

 private:
  Millis offset() const;
  const Clock& clock_;
  Millis offset_;  ///< Of the wall clock to the steady one.
};

}  // namespace cutwatch
