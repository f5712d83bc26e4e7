#pragma once
#include "core/time/time.hpp"
#include "tests/support/temp_directory.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>

namespace cutwatch::test {

/// A maildir of the test's own, with an inbox.
class MaildirOnDisk {
 public:
  MaildirOnDisk() { make("."); }

  std::string path() const { return home_.file("maildir"); }
  std::string path(const std::string& name) const { return path() + "/" + name; }

  /// A folder by the name of its directory: ".Junk".
  void make(const std::string& directory) const {
    for (const auto* below : {"new", "cur", "tmp"})
      std::filesystem::create_directories(path(directory) + "/" + below);
  }

  /// A message; `place` is "new/NAME", ".Junk/cur/NAME".
  void put(const std::string& place, std::string_view text, WallTime written) const {
    std::ofstream(path(place), std::ios::binary) << text;
    touch(place, written);
  }

  void touch(const std::string& place, WallTime written) const {
    const auto since_epoch = written.time_since_epoch();
    const auto seconds = std::chrono::floor<Seconds>(since_epoch);
    const timespec time{.tv_sec = seconds.count(),
                        .tv_nsec = std::chrono::nanoseconds(since_epoch - seconds).count()};
    const timespec times[2] = {time, time};  // NOLINT: what the system asks for
    if (utimensat(AT_FDCWD, path(place).c_str(), static_cast<const timespec*>(times), 0) != 0)
      throw std::runtime_error("cannot date " + place);
  }

  void move(const std::string& from, const std::string& to) const {
    std::filesystem::rename(path(from), path(to));
  }

 private:
  TempDirectory home_;
};

}  // namespace cutwatch::test
