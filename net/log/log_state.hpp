#pragma once
#include "net/log/log_read.hpp"

#include <optional>
#include <string>

namespace cutwatch::net {

/// What was told last of whether a log can be read, and is read to its end, so that it is told when it
/// changes and not at each look.
class LogState {
 public:
  /// Whether the read has something that was not told yet; it counts as told then.
  bool is_news(const LogRead& read);

 private:
  std::optional<std::string> told_;  ///< Empty: it can be read.
  bool is_behind_ = false;
};

}  // namespace cutwatch::net
