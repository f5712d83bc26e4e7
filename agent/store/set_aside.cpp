#include "agent/store/set_aside.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace cutwatch::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = ".corrupt-";

/// "20261201T200000Z": no character that a file system or a shell minds.
std::string stamp(WallTime now) {
  auto text = rfc3339(now);
  text = text.substr(0, text.find('.')) + "Z";
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

/// Never over another one.
std::string free_name(const std::string& path, WallTime now) {
  const auto wanted = path + std::string(kMark) + stamp(now);
  auto name = wanted;
  std::error_code ignored;
  for (int i = 2; fs::exists(name, ignored); ++i) name = fmt::format("{}.{}", wanted, i);
  return name;
}

bool is_beside(std::string_view name) { return name.ends_with("-wal") || name.ends_with("-shm"); }

}  // namespace

Result<std::string> set_aside(const std::string& path, WallTime now) {
  const auto name = free_name(path, now);
  // The log first: without it the file is still damaged, and the next start goes on here.
  for (const auto* beside : {"-wal", "-shm", ""}) {
    if (std::rename((path + beside).c_str(), (name + beside).c_str()) == 0 || errno == ENOENT) continue;
    return fail(FailureKind::storage, fmt::format("{} is damaged and cannot be set aside: {}",
                                                  printable(path), std::strerror(errno)));
  }
  return name;
}

std::string left_aside(const std::string& path) {
  const fs::path file(path);
  const auto begin = file.filename().string() + std::string(kMark);
  std::string last;
  std::error_code error;
  auto entry = fs::directory_iterator(file.has_parent_path() ? file.parent_path() : fs::path("."), error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (name.starts_with(begin) && !is_beside(name)) last = std::max(last, name);
  }
  return last.empty() ? last : (file.parent_path() / last).string();
}

}  // namespace cutwatch::store
