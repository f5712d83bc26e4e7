#pragma once
#include "core/observation/log_position.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// What became of a log file, from what the system says of it before and after. Pure.
namespace cutwatch::net {

/// How many of a file's first octets its fingerprint covers at most: a line or more, with its time.
inline constexpr std::size_t kMostOfHead = 512;

/// FNV-1a of 64 bits: tells files apart that nobody tries to pass off as each other.
std::uint64_t head_print(std::string_view head) noexcept;

/// One file as it is now.
struct LogFileFacts {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t written = 0;  ///< The last time, in nanoseconds since 1970.
};

inline bool is_same_file(const LogFileFacts& one, const LogFileFacts& other) {
  return one.device == other.device && one.inode == other.inode;
}

/// Whether the file holds what was read up to that position, whatever its name and inode are now. `head` is
/// its first octets, `position.head_size` of them where it has so many.
bool holds_what_was_read(const LogFilePosition& position, const LogFileFacts& file, std::string_view head);

enum class LogChange : std::uint8_t {
  none,      ///< the same file, longer perhaps
  cut,       ///< the same inode with other contents: cut to nothing and written again, or made anew
  replaced,  ///< another file is there under its name
};

/// What became of the file that was read up to that position, by the one that is found under its name.
LogChange log_change(const LogFilePosition& position, const LogFileFacts& found, std::string_view head);

/// Whether what is read can be left for the file that is under the log's name now. Not while that one is
/// empty: whoever writes the log still has the old one open until then, as with logrotate's `create`.
bool is_left_behind(const LogFileFacts& read, const LogFileFacts& at_path);

}  // namespace cutwatch::net
