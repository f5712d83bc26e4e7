#pragma once
#include "core/failure/failure.hpp"
#include "net/log/log_change.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace cutwatch::net {

/// A log file that is open for reading, whatever becomes of its name. Never writes to it, never waits.
class OpenLog {
 public:
  /// Whether a symbolic link is followed: the operator's own path may be one, what lies beside it not.
  enum class Links : std::uint8_t { followed, refused };

  /// Errors: refused, with the path and the reason: not there, no permission, no regular file.
  static Result<OpenLog> open(const std::string& path, Links links);

  OpenLog(OpenLog&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenLog& operator=(OpenLog&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~OpenLog();

  /// Under which it was opened: it may be called otherwise now.
  const std::string& path() const { return path_; }

  /// As it is now. Errors: refused.
  Result<LogFileFacts> facts() const;
  /// Up to `most` octets from `offset` on; fewer at its end only. Errors: refused (the disk, the network).
  Result<std::string> read(std::uint64_t offset, std::size_t most) const;

 private:
  OpenLog(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

/// The file that the path leads to. Errors: refused, with the path and the reason.
Result<LogFileFacts> log_at(const std::string& path);

/// Nothing is there of that name, as far as the system lets us know.
bool is_missing(const std::string& path);

}  // namespace cutwatch::net
