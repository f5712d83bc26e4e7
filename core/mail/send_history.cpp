#include "core/mail/send_history.hpp"

#include <algorithm>

namespace cutwatch::mail {
namespace {

void keep(std::deque<SteadyTime>& instants, SteadyTime at, std::size_t most) {
  instants.push_back(instants.empty() ? at : std::max(at, instants.back()));
  if (instants.size() > most) instants.pop_front();
}

}  // namespace

SteadyTime SendHistory::next(const std::string& path, SteadyTime now) const {
  auto out = std::max(now, held_until_);
  if (of_all_.size() >= kMostSendsADay) out = std::max(out, of_all_.front() + std::chrono::hours{24});
  const auto known = of_path_.find(path);
  if (known == of_path_.end()) return out;
  const auto& sends = known->second;
  if (sends.size() >= kMostSendsAnHour) out = std::max(out, sends.front() + std::chrono::hours{1});
  return std::max(out, sends.back() + kSendSpacing);
}

void SendHistory::note(const std::string& path, SteadyTime at) {
  keep(of_path_[path], at, kMostSendsAnHour);
  keep(of_all_, at, kMostSendsADay);
}

}  // namespace cutwatch::mail
