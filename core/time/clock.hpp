#pragma once
#include "core/time/time.hpp"

namespace cutwatch {

/// The only way any code learns the time. Implemented in runtime/ (and by the fake clock of the tests);
/// nothing else in the tree reads a clock, which a test checks.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual SteadyTime steady() const = 0;
};

}  // namespace cutwatch
