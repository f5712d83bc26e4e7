#include "runtime/local_zone.hpp"

#include <ctime>

namespace cutwatch {

Seconds local_zone(WallTime at) {
  const std::time_t instant = std::chrono::floor<Seconds>(at).time_since_epoch().count();
  std::tm local{};
  return localtime_r(&instant, &local) == nullptr ? Seconds{0} : Seconds(local.tm_gmtoff);
}

}  // namespace cutwatch
