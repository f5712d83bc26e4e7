#include "net/log/log_state.hpp"

#include <utility>

namespace cutwatch::net {

bool LogState::is_news(const LogRead& read) {
  auto now = read.failure ? to_string(*read.failure) : std::string();
  const bool has_changed = told_ != now;
  told_ = std::move(now);
  const bool has_caught_up = is_behind_ && read.behind == 0;
  const bool is_told = has_changed || has_caught_up || !read.text.empty() || !read.gaps.empty() ||
                       read.unreadable > 0 || read.is_over;
  if (is_told) is_behind_ = read.behind > 0;
  return is_told;
}

}  // namespace cutwatch::net
