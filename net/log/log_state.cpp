#include "net/log/log_state.hpp"

#include <utility>

namespace cutwatch::net {

bool LogState::is_news(const LogRead& read) {
  auto now = read.failure ? to_string(*read.failure) : std::string();
  const bool has_changed = told_ != now;
  told_ = std::move(now);
  return has_changed || !read.text.empty() || !read.gaps.empty() || read.unreadable > 0 || read.is_over;
}

}  // namespace cutwatch::net
