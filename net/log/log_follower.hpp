#pragma once
#include "net/log/line_splitter.hpp"
#include "net/log/log_read.hpp"
#include "net/log/open_log.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cutwatch::net {

/// Where a log is begun of which nothing is remembered. One that is not there yet is read from its start.
enum class LogBeginning : std::uint8_t { at_its_end, at_its_start };

/// Follows a log file through its rotations, from where it was left off: renamed (the old file is read to its
/// end, then the new one; what was begun and rotated in between too, where it can be read), copied and cut,
/// deleted and made anew. What cannot be read any more is a gap. Reads only, and copies nothing. Memory: a
/// read, and the longest line. Not safe for threads.
///
/// Two rotations between two looks are noticed as long as a rotated file, or its compressed form, is there;
/// with `copytruncate` what is written between copying and cutting is lost to everybody.
class LogFollower {
 public:
  static constexpr std::size_t kMostOfRead = 256UL * 1024;

  LogFollower(std::string path, LogBeginning beginning, std::optional<LogFilePosition> remembered);

  /// What has been logged since, `most` octets of it at most: where it gives lines there may be more. Does
  /// not wait. Failures: refused, with the path and the reason; what can be read meanwhile is there.
  LogRead read(std::size_t most = kMostOfRead);

 private:
  Result<void> begin(LogRead& out);
  Result<void> begin_at_end(OpenLog log);
  Result<void> go_on(OpenLog at_path, LogRead& out);
  Result<bool> step(std::size_t most, LogRead& out);
  Result<bool> leave(const LogFileFacts& left, LogRead& out);
  Result<void> recover_from_cut(LogRead& out);
  Result<void> note_position();
  Result<void> start_reading(OpenLog log, std::uint64_t from);
  void begin_anew();
  std::uint64_t left_to_read() const;
  void note_missing(LogRead& out);

  std::string path_;
  LogBeginning beginning_;
  std::optional<LogFilePosition> position_;  ///< Behind the last whole line.
  std::optional<OpenLog> log_;               ///< The file that is read, under whatever name it is now.
  std::uint64_t offset_ = 0;                 ///< What was read of it, the waiting part of a line included.
  LineSplitter lines_;
  bool was_missing_ = false;  ///< At the last look.
};

}  // namespace cutwatch::net
