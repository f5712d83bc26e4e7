#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <string>

namespace cutwatch::store {

/// A copy of a state file for this process alone, gone with this object. The agent that writes to the file
/// keeps everybody else out of it, so that it cannot be opened beside it; what is copied is what had been
/// committed last, and this process may write to the copy. Not for the file of this very process: closing it
/// here would end its lock.
class StateCopy {
 public:
  /// Errors: storage (there is no such file, it cannot be read, or it never stands still).
  static Result<StateCopy> of(const std::string& path);

  StateCopy(StateCopy&& other) noexcept;
  StateCopy& operator=(StateCopy&&) = delete;
  ~StateCopy();

  const std::string& path() const { return path_; }
  /// Why the copy is of no use, told of the file that it was made of.
  std::unexpected<Failure> unusable(const Failure& failure) const;
  /// When the file was written to last.
  WallTime last_written() const { return last_written_; }
  /// An agent had the file open when it was copied.
  bool is_in_use() const { return is_in_use_; }

 private:
  StateCopy(std::string original, std::string folder, WallTime last_written);
  std::string original_;
  std::string folder_;
  std::string path_;
  WallTime last_written_;
  bool is_in_use_ = false;
};

}  // namespace cutwatch::store
