#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <string>

namespace cutwatch::store {

/// A copy of a state file for this process alone, gone with this object. The agent that writes to the file
/// keeps everybody else out of it, so that it cannot be opened beside it; what is copied is what had been
/// committed last. Not for the file of this very process: closing it here would end its lock.
class StateCopy {
 public:
  /// Errors: storage (there is no such file, it cannot be read, or it never stands still).
  static Result<StateCopy> of(const std::string& path);

  StateCopy(StateCopy&& other) noexcept;
  StateCopy& operator=(StateCopy&&) = delete;
  ~StateCopy();

  const std::string& path() const { return path_; }
  /// When the file was written to last.
  WallTime last_written() const { return last_written_; }

 private:
  StateCopy(std::string folder, std::string path, WallTime last_written);
  std::string folder_;
  std::string path_;
  WallTime last_written_;
};

}  // namespace cutwatch::store
