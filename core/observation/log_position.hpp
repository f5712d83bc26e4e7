#pragma once
#include <cstdint>
#include <string>
#include <variant>

// How far a mail server's log has been read: what is remembered across restarts, so that nothing that was
// logged meanwhile is missed.
namespace cutwatch {

/// Which file a log was, whatever it is called now, and how much of it has been read.
struct LogFilePosition {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t offset = 0;  ///< Octets up to the end of the last whole line.
  /// A fingerprint of the first octets, `head_size` of them: inodes are used again, and files cut to nothing.
  std::uint64_t head_size = 0;
  std::uint64_t head_print = 0;
  friend bool operator==(const LogFilePosition&, const LogFilePosition&) = default;
};

/// The last entry of the systemd journal that was read, as journald calls it (`__CURSOR`).
struct JournalPosition {
  std::string cursor;
  friend bool operator==(const JournalPosition&, const JournalPosition&) = default;
};

using LogPosition = std::variant<LogFilePosition, JournalPosition>;

}  // namespace cutwatch
