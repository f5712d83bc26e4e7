#include "net/log/rotated_logs.hpp"

#include "core/text/printable.hpp"
#include "net/log/rotated_name.hpp"

#include <algorithm>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostEntries = 20'000;
constexpr std::size_t kMostRotated = 1'000;

struct Rotated {
  std::string path;
  bool is_compressed = false;
  LogFileFacts facts;
};

struct Closer {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "./" : path.substr(0, slash + 1);
}

/// Regular files only, in no order.
std::vector<Rotated> rotated_beside(const std::string& log) {
  const auto directory = directory_of(log);
  const auto base = std::string_view(log).substr(log.rfind('/') + 1);
  const std::unique_ptr<DIR, Closer> open(::opendir(directory.c_str()));
  std::vector<Rotated> out;
  for (std::size_t seen = 0; open && seen < kMostEntries && out.size() < kMostRotated; ++seen) {
    const auto* entry = ::readdir(open.get());
    if (entry == nullptr) break;
    const std::string name(static_cast<const char*>(entry->d_name));
    const auto kind = rotated_name(base, name);
    struct stat status{};
    if (kind == RotatedName::none ||
        ::fstatat(::dirfd(open.get()), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode))
      continue;
    const auto facts = log_at(directory + name);
    if (facts) out.push_back({directory + name, kind == RotatedName::compressed, *facts});
  }
  return out;
}

/// Opened, and asked itself: between listing and opening names may have moved on.
std::optional<OpenLog> open_if_it_holds(const std::string& path, const LogFilePosition& position) {
  auto log = OpenLog::open(path, OpenLog::Links::refused);
  if (!log) return std::nullopt;
  const auto facts = log->facts();
  const auto head = log->read(0, position.head_size);
  if (!facts || !head || !holds_what_was_read(position, *facts, *head)) return std::nullopt;
  return *std::move(log);
}

bool is_that_file(const LogFilePosition& position, const LogFileFacts& facts) {
  return facts.device == position.device && facts.inode == position.inode;
}

}  // namespace

std::optional<OpenLog> find_what_was_read(const std::string& log, const LogFilePosition& position) {
  auto beside = rotated_beside(log);
  std::ranges::partition(beside, [&](const Rotated& each) { return is_that_file(position, each.facts); });
  for (const auto& each : beside) {
    // Of a file that nothing was read of any copy would do.
    const bool may_be = is_that_file(position, each.facts) || position.head_size > 0;
    auto found = may_be && !each.is_compressed ? open_if_it_holds(each.path, position) : std::nullopt;
    if (found) return found;
  }
  return std::nullopt;
}

RotatedSince rotated_since(const std::string& log, const LogFileFacts& left, const LogFileFacts& at_path) {
  auto beside = rotated_beside(log);
  std::erase_if(beside, [&](const Rotated& each) {
    return each.facts.written <= left.written || is_same_file(each.facts, left) ||
           is_same_file(each.facts, at_path);
  });
  std::ranges::sort(beside, {}, [](const Rotated& each) { return each.facts.written; });
  RotatedSince out;
  for (const auto& each : beside) {
    auto log_file = each.is_compressed ? fail(FailureKind::refused, "compressed")
                                       : OpenLog::open(each.path, OpenLog::Links::refused);
    if (log_file) {
      out.next = *std::move(log_file);
      return out;
    }
    const auto cause = each.is_compressed ? LogGap::Cause::compressed : LogGap::Cause::gone;
    out.gaps.push_back({.cause = cause, .where = printable(each.path)});
  }
  return out;
}

}  // namespace cutwatch::net
