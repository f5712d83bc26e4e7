#include "runtime/local_zone.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

using namespace cutwatch;

namespace {

/// The host's zone, until the end of a test.
class HostZone {
 public:
  explicit HostZone(const char* zone) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    setenv("TZ", zone, 1);
    tzset();
  }
  HostZone(const HostZone&) = delete;
  HostZone& operator=(const HostZone&) = delete;
  ~HostZone() {
    before_ ? setenv("TZ", before_->c_str(), 1) : unsetenv("TZ");
    tzset();
  }

 private:
  std::optional<std::string> before_;
};

using std::chrono::sys_days;
using std::chrono::year;

}  // namespace

TEST_CASE("the host's zone is known with when it was last changed, to the second") {
  const HostZone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  const auto winter = local_zone(WallTime(sys_days(year{2026} / 12 / 1)));
  CHECK(winter.east == Seconds{3600});
  CHECK(winter.before == Seconds{7200});
  CHECK(winter.since == WallTime(sys_days(year{2026} / 10 / 25) + std::chrono::hours{1}));
  const auto summer = local_zone(WallTime(sys_days(year{2026} / 10 / 25) + Seconds{3599}));
  CHECK(summer.east == Seconds{7200});
  CHECK(summer.since == WallTime(sys_days(year{2026} / 3 / 29) + std::chrono::hours{1}));
}

TEST_CASE("a zone that is never changed is the same before") {
  const HostZone zone("IST-5:30");
  const auto always = local_zone(WallTime(sys_days(year{2026} / 12 / 1)));
  CHECK(always.east == Seconds{19'800});
  CHECK(always.before == always.east);
  CHECK(always.since == WallTime::min());
}
