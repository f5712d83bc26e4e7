#pragma once
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace cutwatch::test {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The sample mails by their names: NAME.eml, and beside it NAME.expected, which says what is to be read.
inline std::map<std::string, std::string> notices() {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(CUTWATCH_NOTICES)) {
    if (entry.path().extension() == ".eml") out.emplace(entry.path().stem(), file_text(entry.path()));
  }
  return out;
}

}  // namespace cutwatch::test
