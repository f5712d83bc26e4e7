#pragma once
#include "net/log/log_read.hpp"
#include "net/log/open_log.hpp"

#include <optional>
#include <string>
#include <vector>

// The files that a log was rotated to, found beside it by their names (rotated_name.hpp).
namespace cutwatch::net {

/// The one that holds what was read: the same file under another name, else a copy of it (logrotate's
/// `copytruncate`). nullopt where none does, or those that might cannot be read.
std::optional<OpenLog> find_what_was_read(const std::string& log, const LogFilePosition& position);

/// What was begun and rotated since a file was left.
struct RotatedSince {
  std::optional<OpenLog> next;  ///< The first of them that can be read; none: the log itself comes next.
  std::vector<LogGap> gaps;     ///< Those before it that cannot.
};

/// What comes after `left`, by when each was written last; compression leaves that as it is. Not the log
/// itself, `at_path`.
RotatedSince rotated_since(const std::string& log, const LogFileFacts& left, const LogFileFacts& at_path);

}  // namespace cutwatch::net
