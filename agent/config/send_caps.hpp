#pragma once
#include "core/time/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cutwatch::config {

/// What the agent sends at most to destinations outside loopback: it must never become a nuisance (DESIGN
/// §6.7). The sender keeps to these figures whatever the configuration says; the check here refuses a plan
/// that would run into them.
inline constexpr double kMostMessagesPerHourAndPath = 120;
inline constexpr double kMostMessagesPerDay = 5000;

/// The kind of a path as the caps see it; "dns" is a way of its own.
enum class CappedPath : std::uint8_t { old_path, new_path, dns };

/// Adds up what the round trips of one configuration send.
class SendBudget {
 public:
  /// Takes one round trip's messages down one path of one domain; says what is exceeded by it, if anything.
  std::optional<std::string> take(std::string_view domain, CappedPath path, Millis interval);

 private:
  std::map<std::pair<std::string, CappedPath>, double> per_hour_;
  double per_day_ = 0;
};

}  // namespace cutwatch::config
