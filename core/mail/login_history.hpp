#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace cutwatch::mail {

/// How often a log-in may fail within an hour before none is tried: a wrong password must not lock the
/// account, or look like an attack.
inline constexpr std::size_t kMostFailedLogins = 3;

/// Which log-ins failed lately. An account is told apart by its password too, so that another password is
/// tried at once.
class LoginHistory {
 public:
  /// Fewer than `kMostFailedLogins` of the account failed in the hour before `now`, or one has succeeded
  /// since.
  bool may_try(const std::string& account, SteadyTime now) const;
  void note_failure(const std::string& account, SteadyTime at);
  bool has_failed(const std::string& account) const { return failures_.contains(account); }
  void note_success(const std::string& account) { failures_.erase(account); }

 private:
  std::map<std::string, std::deque<SteadyTime>> failures_;  ///< At most `kMostFailedLogins`, oldest first.
};

}  // namespace cutwatch::mail
