#pragma once
#include "net/log/log_follower.hpp"
#include "tests/support/temp_directory.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

namespace cutwatch::test {

/// A log in a directory of the test's own, and the programs that write, rotate and follow it.
struct LogBench {
  TempDirectory directory;
  std::string path = directory.file("mail.log");

  std::string file(const std::string& name) const { return directory.file(name); }

  static void append(const std::string& to, const std::string& text) {
    std::ofstream(to, std::ios::binary | std::ios::app) << text;
  }
  void log(const std::string& text) const { append(path, text); }
  /// As if it had been written last so many seconds after some beginning.
  void written_at(const std::string& name, int second) const {
    const timespec at{.tv_sec = 1'700'000'000 + second, .tv_nsec = 0};
    const std::array both{at, at};
    utimensat(AT_FDCWD, file(name).c_str(), both.data(), 0);
  }
  void rename(const std::string& from, const std::string& to) const {
    std::filesystem::rename(file(from), file(to));
  }
  void copy(const std::string& from, const std::string& to) const {
    std::filesystem::copy_file(file(from), file(to), std::filesystem::copy_options::overwrite_existing);
  }
  void cut() const { std::filesystem::resize_file(path, 0); }
  void remove(const std::string& name) const { std::filesystem::remove(file(name)); }

  net::LogFollower from_start() const {
    return net::LogFollower(path, net::LogBeginning::at_its_start, std::nullopt);
  }
  net::LogFollower from_end() const {
    return net::LogFollower(path, net::LogBeginning::at_its_end, std::nullopt);
  }
  /// As after a restart.
  net::LogFollower resumed(const net::LogRead& last) const {
    return net::LogFollower(path, net::LogBeginning::at_its_end,
                            std::get<LogFilePosition>(last.position.value()));
  }
};

/// All that there is to read now.
struct AllRead {
  std::string text;
  std::vector<net::LogGap::Cause> gaps;
  net::LogRead last;
};

inline AllRead read_all(net::LogFollower& follower, std::size_t most = net::LogFollower::kMostOfRead) {
  AllRead out;
  for (int looks = 0; looks < 10'000; ++looks) {
    out.last = follower.read(most);
    out.text += out.last.text;
    for (const auto& gap : out.last.gaps) out.gaps.push_back(gap.cause);
    if (out.last.text.empty() && out.last.gaps.empty()) break;
  }
  return out;
}

using Gaps = std::vector<net::LogGap::Cause>;

}  // namespace cutwatch::test
