#include "net/log/lines_before.hpp"

#include "net/log/open_log.hpp"

#include <algorithm>

namespace cutwatch::net {

std::string lines_before(const std::string& path, const LogFilePosition& position, std::size_t most) {
  const auto log = OpenLog::open(path, OpenLog::Links::followed);
  if (!log) return {};
  const auto facts = log->facts();
  const bool is_same = facts && facts->device == position.device && facts->inode == position.inode &&
                       facts->size >= position.offset;
  if (!is_same) return {};
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(most, position.offset));
  auto text = log->read(position.offset - size, size);
  if (!text) return {};
  if (size == position.offset) return *std::move(text);
  const auto first_end = text->find('\n');
  return first_end == std::string::npos ? std::string() : text->substr(first_end + 1);
}

}  // namespace cutwatch::net
