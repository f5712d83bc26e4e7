#pragma once
#include "core/mail/log/mail_log_line.hpp"

#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the tests of logs share.
namespace cutwatch::mail::test {

/// "2026-12-02T00:00:00Z".
inline constexpr WallTime kNow{std::chrono::seconds(1'796'169'600)};

/// What is read of the text; it must live as long.
inline LogLine log_line(std::string_view text, std::optional<Mta> given = std::nullopt) {
  return read_mail_log_line(text, LogClock(kNow), given).value_or(LogLine{});
}

/// A line of Postfix on the host mx, with the words of the program.
inline std::string postfix(std::string_view program, std::string_view words) {
  return "Dec  1 20:00:00 mx postfix/" + std::string(program) + "[24757]: " + std::string(words);
}

inline std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  std::string line;
  while (std::getline(in, line)) lines.push_back(line);
  return lines;
}

}  // namespace cutwatch::mail::test
