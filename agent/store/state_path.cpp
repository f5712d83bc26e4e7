#include "agent/store/state_path.hpp"

#include <filesystem>
#include <system_error>

namespace cutwatch::store {

namespace fs = std::filesystem;

std::string followed(const std::string& path) {
  std::error_code error;
  if (path == ":memory:" || !fs::is_symlink(path, error)) return path;
  const auto file = fs::weakly_canonical(path, error);
  return error ? path : file.string();
}

std::string missing_folder(const std::string& path) {
  std::error_code error;
  const auto folder = fs::path(followed(path)).parent_path();
  return folder.empty() || fs::exists(folder, error) || error ? "" : folder.string();
}

}  // namespace cutwatch::store
