#include "core/mail/login_history.hpp"

#include <algorithm>

namespace cutwatch::mail {

bool LoginHistory::may_try(const std::string& account, SteadyTime now) const {
  const auto known = failures_.find(account);
  if (known == failures_.end() || known->second.size() < kMostFailedLogins) return true;
  return now - known->second.front() >= std::chrono::hours{1};
}

void LoginHistory::note_failure(const std::string& account, SteadyTime at) {
  auto& failures = failures_[account];
  failures.push_back(failures.empty() ? at : std::max(at, failures.back()));
  if (failures.size() > kMostFailedLogins) failures.pop_front();
}

}  // namespace cutwatch::mail
