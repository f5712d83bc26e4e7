#include "agent/store/state_reasons.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace cutwatch::store {
namespace {

namespace fs = std::filesystem;

std::string a_directory(const std::string& path) {
  return fmt::format("{} is a directory: [state] path names a file", printable(path));
}

}  // namespace

std::string why_unreadable(const std::string& path, int error) {
  if (error == ENOENT) {
    return fmt::format("there is no state file {}: has the agent run with this configuration{}?",
                       printable(path), fs::path(path).is_absolute() ? "" : ", from this directory");
  }
  if (error == EISDIR) return a_directory(path);
  return fmt::format("cannot read {}: {}{}", printable(path), std::strerror(error),
                     error == EACCES ? ": it is for the user that the agent runs as alone" : "");
}

std::string why_unopened(const std::string& path, int error) {
  if (error == EISDIR) return a_directory(path);
  const auto folder = fs::path(path).parent_path();
  std::error_code none;
  const bool is_missing = error == ENOENT && !folder.empty() && !fs::exists(folder, none);
  return fmt::format("cannot open {}: {}", printable(path),
                     is_missing ? fmt::format("there is no directory {}", printable(folder.string()))
                                : std::strerror(error));
}

}  // namespace cutwatch::store
