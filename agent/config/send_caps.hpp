#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/mail/send_caps.hpp"
#include "core/time/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cutwatch::config {

/// How much one round trip sends down one path.
struct SendRate {
  double per_hour = 0;
  double per_day = 0;
};

SendRate rate_of(Millis interval);
/// Of one that is more frequent for a while each day.
SendRate rate_of(Millis interval, Millis at_times, Millis a_day);

/// Adds up what the round trips of one configuration send.
class SendBudget {
 public:
  /// Takes one round trip's messages down one path of one domain; says what is exceeded by it, if anything.
  std::optional<std::string> take(std::string_view domain, cutover::Path path, const SendRate& rate);
  std::optional<std::string> take(std::string_view domain, cutover::Path path, Millis interval) {
    return take(domain, path, rate_of(interval));
  }

 private:
  std::map<std::pair<std::string, cutover::Path>, double> per_hour_;
  double per_day_ = 0;
};

}  // namespace cutwatch::config
